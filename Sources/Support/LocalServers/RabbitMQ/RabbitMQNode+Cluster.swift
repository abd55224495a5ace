import Logging
import SystemPackage

extension RabbitMQNode {
    /// Finds the programs and writes the files of `count` nodes that discover one another, each in a directory of its
    /// own.
    ///
    /// Throwaway only: it keeps nothing that another start could join.
    static func prepareCluster(
        of count: Int, in state: StateDirectory, on host: ServerHost
    ) throws(LocalServerError) -> [RabbitMQNode] {
        let programs = try findPrograms(on: host)
        let user = try ServerUser.preferred(["rabbitmq"], on: host)
        let identity = Secret.random(bytes: 8)
        let password = Secret.random(bytes: 24)
        let cluster = Membership(
            names: (1...count).map { "etl-\(identity)-\($0)@localhost" }, cookie: Secret.random(bytes: 16))
        var nodes: [RabbitMQNode] = []
        for (index, name) in cluster.names.enumerated() {
            let directory = try state.serverDirectory("rabbitmq-\(index + 1)", for: user)
            let node = RabbitMQNode(
                state: state, directory: directory, host: host, programs: programs, runsAs: user, name: name,
                password: password, cluster: cluster)
            try node.writeFixedFiles()
            nodes.append(node)
        }
        return nodes
    }

    /// The settings that make nodes started together one cluster, and reduce their use of a shared machine. Of a
    /// repeated setting, the last one counts.
    static func configuration(of cluster: Membership) -> [String] {
        let peers = cluster.names.enumerated().map { "cluster_formation.classic_config.nodes.\($0 + 1) = \($1)" }
        return [
            "cluster_formation.peer_discovery_backend = classic_config",
            // One node at a time looks for others, and creates the cluster if none has a database yet. By default it
            // looks for five seconds, while the others wait.
            "cluster_formation.discovery_retry_limit = 2",
            "cluster_formation.discovery_retry_interval = 100",
            "raft.wal_max_size_bytes = 33554432",
            "vm_memory_high_watermark.absolute = 512MB",
        ] + peers
    }

    /// Erlang's threads spin before they sleep. With three nodes on few cores, that takes processor time from busy
    /// threads.
    static let idleQuietly = " +sbwt none +sbwtdcpu none +sbwtdio none"
}
