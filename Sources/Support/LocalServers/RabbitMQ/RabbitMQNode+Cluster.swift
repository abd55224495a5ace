import Logging
import SystemPackage

extension RabbitMQNode {
    /// Finds the programs and writes the files of nodes that discover one another, one on each of `hosts`, and each in a
    /// directory of its own.
    ///
    /// Throwaway only: it keeps nothing that another start could join.
    static func prepareCluster(
        on hosts: [ServerHost], in state: StateDirectory
    ) throws(LocalServerError) -> [RabbitMQNode] {
        let identity = Secret.random(bytes: 8)
        let password = Secret.random(bytes: 24)
        let cluster = Membership(
            names: hosts.enumerated().map { name("\(identity)-\($0 + 1)", on: $1) }, cookie: Secret.random(bytes: 16))
        var nodes: [RabbitMQNode] = []
        for (index, host) in hosts.enumerated() {
            let user = try ServerUser.preferred(["rabbitmq"], on: host)
            let directory = try state.serverDirectory("rabbitmq-\(index + 1)", for: user)
            let node = RabbitMQNode(
                state: state, directory: directory, host: host, programs: try findPrograms(on: host), runsAs: user,
                name: cluster.names[index], password: password, cluster: cluster)
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

    /// A node without a majority stops serving, instead of going on alone. Nodes at one address cannot be torn apart, and
    /// RabbitMQ 4.3 has no such setting.
    static let pausesMinority = "cluster_partition_handling = pause_minority"

    /// Erlang's threads spin before they sleep. With three nodes on few cores, that takes processor time from busy
    /// threads.
    static let idleQuietly = " +sbwt none +sbwtdcpu none +sbwtdio none"

    /// A node that is silent for this many seconds, or a quarter more, counts as down. The default of 60 would make each
    /// partition of a test last for minutes.
    static let seesPartitionsSoon = " -kernel net_ticktime 6"
}
