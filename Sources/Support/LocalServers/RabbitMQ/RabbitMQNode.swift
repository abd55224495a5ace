import Logging
import Subprocess
import SystemPackage

/// The files of a private RabbitMQ node, with the launch of its broker and port mapper.
struct RabbitMQNode: Sendable {
    static let user = "etl"

    let state: StateDirectory
    let directory: FilePath
    let host: ServerHost
    let programs: Programs
    let runsAs: ServerUser?
    /// `etl-` and a random part, at localhost or at the host's address: the same in every run, because the data belongs
    /// to the name.
    let name: String
    let password: String
    /// Whether the management plugin is on, with its HTTP API.
    var hasManagement = false
    /// The node's cluster; nil for a single node.
    var cluster: Membership?
    /// The files of the TLS listener, beside the plain port.
    var tls: ServerTLS?

    /// The common properties of a cluster's nodes.
    struct Membership: Sendable {
        /// The names of all nodes.
        let names: [String]
        /// The secret by which nodes and tools authenticate one another.
        let cookie: String
    }

    struct Programs: Sendable {
        let server: FilePath
        let control: FilePath
        let portMapper: FilePath
        /// Part of Erlang; calls a node in milliseconds, while rabbitmqctl takes half a second.
        let call: FilePath?
    }

    /// The ports of one start.
    struct Ports: Sendable {
        let amqp: ServerPort
        let distribution: ServerPort
        let portMapper: ServerPort
        /// The management plugin's port, if it is enabled.
        var management: ServerPort?
        /// The port of the TLS listener, if there is one.
        var tls: ServerPort?

        /// Free ports; with `portMapper`, the port mapper's port of an existing node.
        static func free(at host: ServerHost, portMapper: ServerPort? = nil) throws(LocalServerError) -> Ports {
            let (amqp, distribution) = (try ServerPort.free(at: host), try ServerPort.free(at: host))
            guard let portMapper else {
                return Ports(amqp: amqp, distribution: distribution, portMapper: try .free(at: host))
            }
            return Ports(amqp: amqp, distribution: distribution, portMapper: portMapper)
        }

        /// The same numbers at the address of another host.
        func at(_ host: ServerHost) -> Ports {
            Ports(amqp: amqp.at(host), distribution: distribution.at(host), portMapper: portMapper.at(host))
        }
    }

    var log: ServerLog { ServerLog(path: directory.appending("rabbitmq.log")) }
    var portMapperLog: ServerLog { ServerLog(path: directory.appending("epmd.log")) }

    /// Finds the programs, ends a broker that a killed run left behind, and writes the unchanging files.
    static func prepare(
        in state: StateDirectory, on host: ServerHost, management: Bool, tls: ServerTLS?, logger: Logger
    ) async throws(LocalServerError) -> RabbitMQNode {
        let programs = try findPrograms(on: host)
        let user = try ServerUser.preferred(["rabbitmq"], on: host)
        let directory = try state.serverDirectory("rabbitmq", for: user)
        let identity = try Secret.kept(at: directory.appending("node-name"), bytes: 8, owner: user)
        var node = RabbitMQNode(
            state: state, directory: directory, host: host, programs: programs, runsAs: user,
            name: Self.name(identity, on: host),
            password: try Secret.kept(at: directory.appending("password"), bytes: 24, owner: user),
            hasManagement: management)
        node.tls = try tls?.installed(in: directory, owner: user)
        await node.endLeftBehind(logger: logger)
        try node.writeFixedFiles()
        return node
    }

    /// Erlang takes a name with an address for a long one.
    static func name(_ identity: String, on host: ServerHost) -> String {
        "etl-\(identity)@\(host.isOnLoopback ? "localhost" : host.address)"
    }

    /// Debian's own /usr/sbin/rabbitmq-server insists on its user and ports, so the real script comes first.
    static func findPrograms(on host: ServerHost) throws(LocalServerError) -> Programs {
        let scripts: [FilePath] = ["/usr/lib/rabbitmq/bin", "/opt/rabbitmq/sbin"]
        let erlang: [FilePath] = ["/usr/bin", "/usr/lib/erlang/bin", "/opt/erlang/bin"]
        return Programs(
            server: try host.find("rabbitmq-server", in: scripts, package: "rabbitmq-server"),
            control: try host.find("rabbitmqctl", in: scripts, package: "rabbitmq-server"),
            portMapper: try host.find("epmd", in: erlang, package: "rabbitmq-server"),
            call: try? host.find("erl_call", in: erlang, package: "erlang-base"))
    }

    /// Found by arguments that no other process has: the node's name, and the path of our port mapper.
    private func endLeftBehind(logger: Logger) async {
        let left = [name, portMapper.string].flatMap {
            ProcessTable.processes(of: ["beam.smp", "epmd"], withArgument: $0)
        }
        guard !left.isEmpty else { return }
        logger.notice("ending a RabbitMQ broker that an earlier run left behind", metadata: ["pids": "\(left)"])
        await ProcessTable.end(left, signal: 15, grace: .seconds(30))
    }
}
