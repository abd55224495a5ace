import Logging
import Subprocess
import SystemPackage

/// The files of a private RabbitMQ node and how its broker and port mapper are launched.
struct RabbitMQNode: Sendable {
    static let user = "etl"

    let state: StateDirectory
    let directory: FilePath
    let programs: Programs
    let runsAs: ServerUser?
    /// `etl-` and a random part at localhost: the same in every run, since the data belongs to the name.
    let name: String
    let password: String
    /// Whether the management plugin is on, with its HTTP API.
    var hasManagement = false
    /// The cluster that the node is one of; nil for a node by itself.
    var cluster: Membership?
    /// What it listens with for TLS, beside its plain port.
    var tls: ServerTLS?

    /// What the nodes of a cluster have in common.
    struct Membership: Sendable {
        /// The names of all nodes.
        let names: [String]
        /// The word by which nodes and tools admit one another.
        let cookie: String
    }

    struct Programs: Sendable {
        let server: FilePath
        let control: FilePath
        let portMapper: FilePath
        /// Part of Erlang; calls into a node in milliseconds where rabbitmqctl takes half a second.
        let call: FilePath?
    }

    /// The ports of one start.
    struct Ports: Sendable {
        let amqp: LoopbackPort
        let distribution: LoopbackPort
        let portMapper: LoopbackPort
        /// Of the management plugin, where it is on.
        var management: LoopbackPort?
        /// Only where the node listens for TLS.
        var tls: LoopbackPort?

        /// Free ports; with `portMapper`, that of a node which is there already.
        static func free(portMapper: LoopbackPort? = nil) throws(LocalServerError) -> Ports {
            let (amqp, distribution) = (try LoopbackPort.free(), try LoopbackPort.free())
            guard let portMapper else { return Ports(amqp: amqp, distribution: distribution, portMapper: try .free()) }
            return Ports(amqp: amqp, distribution: distribution, portMapper: portMapper)
        }
    }

    var log: ServerLog { ServerLog(path: directory.appending("rabbitmq.log")) }
    var portMapperLog: ServerLog { ServerLog(path: directory.appending("epmd.log")) }

    /// Finds the programs, ends a broker that a killed run left behind, and writes the files that stay the same.
    static func prepare(
        in state: StateDirectory, management: Bool, tls: ServerTLS?, logger: Logger
    ) async throws(LocalServerError) -> RabbitMQNode {
        let programs = try findPrograms()
        let user = try ServerUser.preferred(["rabbitmq"])
        let directory = try state.serverDirectory("rabbitmq", for: user)
        let identity = try Secret.kept(at: directory.appending("node-name"), bytes: 8, owner: user)
        var node = RabbitMQNode(
            state: state, directory: directory, programs: programs, runsAs: user, name: "etl-\(identity)@localhost",
            password: try Secret.kept(at: directory.appending("password"), bytes: 24, owner: user),
            hasManagement: management)
        node.tls = try tls?.installed(in: directory, owner: user)
        await node.endLeftBehind(logger: logger)
        try node.writeFixedFiles()
        return node
    }

    /// Debian's own /usr/sbin/rabbitmq-server insists on its user and ports, so the real script comes first.
    static func findPrograms() throws(LocalServerError) -> Programs {
        let scripts: [FilePath] = ["/usr/lib/rabbitmq/bin", "/opt/rabbitmq/sbin"]
        let erlang: [FilePath] = ["/usr/bin", "/usr/lib/erlang/bin", "/opt/erlang/bin"]
        return Programs(
            server: try Program.find("rabbitmq-server", in: scripts, package: "rabbitmq-server"),
            control: try Program.find("rabbitmqctl", in: scripts, package: "rabbitmq-server"),
            portMapper: try Program.find("epmd", in: erlang, package: "rabbitmq-server"),
            call: try? Program.find("erl_call", in: erlang, package: "erlang-base"))
    }

    /// Found by arguments that no other process has: the node's name, and the path that our port mapper is called by.
    private func endLeftBehind(logger: Logger) async {
        let left = [name, portMapper.string].flatMap {
            ProcessTable.processes(of: ["beam.smp", "epmd"], withArgument: $0)
        }
        guard !left.isEmpty else { return }
        logger.notice("ending a RabbitMQ broker that an earlier run left behind", metadata: ["pids": "\(left)"])
        await ProcessTable.end(left, signal: 15, grace: .seconds(30))
    }
}
