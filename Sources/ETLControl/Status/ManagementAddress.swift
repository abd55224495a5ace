import Foundation
import Pipeline
import RabbitMQ

/// Where RabbitMQ's management API is, and the login for it. Printing it never shows the password.
struct ManagementAddress: Sendable, CustomStringConvertible, CustomReflectable {
    let user: String
    /// Never log it.
    let password: String
    let virtualHost: String
    /// Without the login.
    private let base: URLComponents

    /// - Parameters:
    ///   - url: `http://user:password@host:15672`; the login may be missing.
    ///   - broker: whose login it is then, and whose virtual host is meant.
    init(url: String, broker: RabbitMQConfiguration) throws(SettingsError) {
        guard var parts = URLComponents(string: url.trimmingCharacters(in: .whitespacesAndNewlines)),
            ["http", "https"].contains(parts.scheme?.lowercased()), let host = parts.host, !host.isEmpty,
            parts.query == nil, parts.fragment == nil, !parts.path.contains("@")
        else {
            throw SettingsError(
                "the URL of RabbitMQ's management API cannot be read: it has to be like "
                    + "http://user:password@host:15672, where special characters of the password are escaped")
        }
        user = parts.user.flatMap { $0.isEmpty ? nil : $0 } ?? broker.login.user
        password = parts.user == nil ? broker.login.password : parts.password ?? ""
        virtualHost = broker.virtualHost
        (parts.user, parts.password) = (nil, nil)
        parts.port = parts.port ?? (parts.scheme?.lowercased() == "https" ? 15671 : 15672)
        base = parts
    }

    /// The URL of something below `/api`.
    ///
    /// - Parameter path: its names one by one, as they are.
    func url(_ path: [String], columns: [String] = []) -> String {
        var parts = base
        let prefix =
            base.percentEncodedPath.hasSuffix("/")
            ? String(base.percentEncodedPath.dropLast()) : base.percentEncodedPath
        let names = path.map { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
        parts.percentEncodedPath = prefix + "/api/" + names.joined(separator: "/")
        if !columns.isEmpty {
            parts.queryItems = [URLQueryItem(name: "columns", value: columns.joined(separator: ","))]
        }
        return parts.string ?? ""
    }

    /// For messages: host and port.
    var description: String { "\(base.scheme ?? "")://\(base.host ?? ""):\(base.port ?? 0)" }

    // Without this, dump() would walk into the password.
    var customMirror: Mirror { Mirror(self, children: []) }
}
