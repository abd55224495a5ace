import Foundation

/// The address and login of RabbitMQ's management API. Printing it never shows the password.
package struct ManagementAddress: Sendable, CustomStringConvertible, CustomReflectable {
    package let user: String
    /// Never log it.
    let password: String
    package let virtualHost: String
    /// Without the login.
    private let base: URLComponents

    /// - Parameters:
    ///   - url: `http://user:password@host:15672`; the login is optional.
    ///   - user: the user, if the URL has none.
    ///   - password: that user's password.
    ///   - virtualHost: the virtual host of the queues and connections.
    package init(
        url: String, user: String, password: String, virtualHost: String
    ) throws(ManagementAddressError) {
        guard var parts = URLComponents(string: url.trimmingCharacters(in: .whitespacesAndNewlines)),
            ["http", "https"].contains(parts.scheme?.lowercased()), let host = parts.host, !host.isEmpty,
            parts.query == nil, parts.fragment == nil, !parts.path.contains("@")
        else { throw ManagementAddressError() }
        self.user = parts.user.flatMap { $0.isEmpty ? nil : $0 } ?? user
        self.password = parts.user == nil ? password : parts.password ?? ""
        self.virtualHost = virtualHost
        (parts.user, parts.password) = (nil, nil)
        parts.port = parts.port ?? (parts.scheme?.lowercased() == "https" ? 15671 : 15672)
        base = parts
    }

    package var host: String { base.host ?? "" }

    /// Whether TLS protects the login.
    package var isEncrypted: Bool { base.scheme?.lowercased() == "https" }

    /// The URL of a resource below `/api`.
    ///
    /// - Parameter path: its unescaped components.
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
    package var description: String { "\(base.scheme ?? "")://\(base.host ?? ""):\(base.port ?? 0)" }

    // Without this, dump() would print the password.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A URL that is not the address of a management API.
package struct ManagementAddressError: Error, Sendable, CustomStringConvertible {
    /// The error, without the URL, which can contain a password.
    package var description: String {
        "the URL of RabbitMQ's management API is invalid: write http://user:password@host:15672, with special "
            + "characters of the password as %XX"
    }
}
