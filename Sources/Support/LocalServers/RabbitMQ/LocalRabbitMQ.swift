package import Logging
import Synchronization
package import SystemPackage

/// A private RabbitMQ broker with the user `etl`; it ends with this process.
package final class LocalRabbitMQ: Sendable {
    let node: RabbitMQNode
    let ports: RabbitMQNode.Ports
    private let portMapper: ManagedProcess
    private let broker: Mutex<ManagedProcess>

    init(node: RabbitMQNode, ports: RabbitMQNode.Ports, portMapper: ManagedProcess, broker: ManagedProcess) {
        self.node = node
        self.ports = ports
        self.portMapper = portMapper
        self.broker = Mutex(broker)
    }

    /// Starts the broker with the data in `state`, which is created if missing, and waits until it speaks AMQP.
    ///
    /// - Parameters:
    ///   - host: where the broker runs.
    ///   - management: whether to enable the management plugin, on a port of its own.
    ///   - tls: the files of a TLS listener, on a port of its own.
    package static func start(
        in state: StateDirectory, on host: ServerHost = .local, management: Bool = false, tls: ServerTLS? = nil,
        logger: Logger
    ) async throws(LocalServerError) -> LocalRabbitMQ {
        do throws(LocalServerError) {
            let node = try await RabbitMQNode.prepare(
                in: state, on: host, management: management, tls: tls, logger: logger)
            return try await Self.start(node, attempts: 3)
        } catch {
            await state.discard(state.path.appending("rabbitmq"))
            throw error
        }
    }

    private static func start(_ node: RabbitMQNode, attempts: Int) async throws(LocalServerError) -> LocalRabbitMQ {
        do throws(LocalServerError) {
            var ports = try RabbitMQNode.Ports.free(at: node.host)
            if node.hasManagement { ports.management = try .free(at: node.host) }
            if node.tls != nil { ports.tls = try .free(at: node.host) }
            let portMapper = try await node.launchPortMapper(ports)
            let broker = try await node.launchBroker(ports)
            return LocalRabbitMQ(node: node, ports: ports, portMapper: portMapper, broker: broker)
        } catch {
            guard attempts > 1, node.log.reportsTakenPort || node.portMapperLog.reportsTakenPort else { throw error }
            return try await start(node, attempts: attempts - 1)
        }
    }

    /// The default virtual host, with the password: never log it.
    package var url: String { "\(authority)/" }

    package func url(virtualHost: String) -> String { "\(authority)/\(virtualHost)" }

    /// The management API, with the password: never log it. Nil without the plugin.
    package var managementURL: String? {
        ports.management.map { "http://\(RabbitMQNode.user):\(node.password)@\($0.address):\($0.number)" }
    }

    /// The default virtual host over TLS, by a name of this machine, with the password: never log it. Nil without a TLS
    /// listener.
    package func tlsURL(host: String = "localhost", virtualHost: String = "") -> String? {
        ports.tls.map { "amqps://\(RabbitMQNode.user):\(node.password)@\(host):\($0.number)/\(virtualHost)" }
    }

    /// The AMQP port; stays the same after `restart()`.
    package var port: UInt16 { ports.amqp.number }

    /// The Erlang machine of the broker; a new one after `restart()`.
    package var pid: Int32 { current.pid }

    package var logFile: FilePath { node.log.path }

    /// False after `kill()`, until `restart()`.
    package var isRunning: Bool { current.isRunning }

    /// Stops the broker and its port mapper and returns when both have ended; removes throwaway data.
    package func stop() async {
        if node.state.isThrowaway {
            await current.end()
        } else {
            await current.terminate(.terminate, grace: .seconds(30))
        }
        await portMapper.end()
        await node.state.discard(node.directory)
    }

    /// Kills the broker at once, like a crash; the data stays.
    package func kill() async {
        await current.terminate(.kill)
    }

    /// Starts the broker again, after `kill()`, on the same port and data.
    package func restart() async throws(LocalServerError) {
        let started = try await node.launchBroker(ports)
        broker.withLock { $0 = started }
    }

    private var current: ManagedProcess { broker.withLock { $0 } }

    private var authority: String {
        "amqp://\(RabbitMQNode.user):\(node.password)@\(ports.amqp.address):\(ports.amqp.number)"
    }
}
