internal import Glibc

/// The broker's address and login; printing it never shows the password.
package struct RabbitMQConfiguration: Sendable, Hashable {
    /// The encryption of the connection.
    package enum Transport: Sendable, Hashable {
        case plain
        /// TLS 1.2 or later; the client always verifies the broker's certificate and host name.
        case tls(TLSFiles)
    }

    package var host: String
    package var port: Int
    package var user: String
    package var virtualHost: String
    package var transport: Transport
    /// Shown in the broker's list of connections.
    package var connectionName: String
    /// The heartbeat interval, in whole seconds from 1 on; after two intervals without traffic, the broker counts as
    /// down.
    package var heartbeat: Duration
    /// The timeout of connecting, and again of logging in.
    package var connectTimeout: Duration
    /// The longest time in which a queue may leave all messages unconfirmed; after it, a publisher sends them over a new connection.
    ///
    /// A queue that elects a leader can forget a message that another node has passed to it.
    package var confirmTimeout = Duration.seconds(30)
    var password: String

    /// The login, for the broker's management API: never log it.
    package var login: (user: String, password: String) { (user, password) }

    /// The address for messages: host and port.
    package var endpoint: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    static let defaultHeartbeat = Duration.seconds(10)
    static let defaultConnectTimeout = Duration.seconds(5)

    /// Names a connection after this process: "extractor@host pid".
    static func defaultConnectionName() -> String {
        let program = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "unknown"
        return "\(program)@\(processName)"
    }

    /// The name of the machine, without a question to a name server, and the number of this process: "host pid".
    package static var processName: String {
        let host = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer -> String in
            buffer.initialize(repeating: 0)
            guard let base = buffer.baseAddress, gethostname(base, 255) == 0 else { return "localhost" }
            return String(cString: base)
        }
        return "\(host) \(getpid())"
    }
}

extension RabbitMQConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        let scheme = transport == .plain ? "amqp" : "amqps"
        let path = virtualHost == "/" ? "" : URLText.encode(virtualHost)
        return "\(scheme)://\(URLText.encode(user)):***@\(endpoint)/\(path)"
    }

    package var debugDescription: String { description }

    // Without this, dump() would print the password.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
