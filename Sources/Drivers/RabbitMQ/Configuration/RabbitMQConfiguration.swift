internal import Glibc

/// Where the broker is and how to log in; printing it never shows the password.
package struct RabbitMQConfiguration: Sendable, Hashable {
    /// How the connection is encrypted.
    package enum Transport: Sendable, Hashable {
        case plain
        /// TLS 1.2 or later; the broker's certificate and its host name are always verified.
        case tls(TLSFiles)
    }

    package var host: String
    package var port: Int
    package var user: String
    package var virtualHost: String
    package var transport: Transport
    /// Shown in the broker's list of connections.
    package var connectionName: String
    /// The interval of heartbeats, in whole seconds from 1 on; after two without a sign of life the broker counts as
    /// gone.
    package var heartbeat: Duration
    /// How long connecting may take, and once more logging in.
    package var connectTimeout: Duration
    var password: String

    /// The login, for another door of the same broker: never log it.
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
        let host = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer -> String in
            buffer.initialize(repeating: 0)
            guard let base = buffer.baseAddress, gethostname(base, 255) == 0 else { return "localhost" }
            return String(cString: base)
        }
        return "\(program)@\(host) \(getpid())"
    }
}

extension RabbitMQConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        let scheme = transport == .plain ? "amqp" : "amqps"
        let path = virtualHost == "/" ? "" : URLText.encode(virtualHost)
        return "\(scheme)://\(URLText.encode(user)):***@\(endpoint)/\(path)"
    }

    package var debugDescription: String { description }

    // Without this, dump() would walk into the password.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
