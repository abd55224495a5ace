/// The broker's text about a missing permission, parsed.
///
/// The text is "access to queue 'Q' in vhost 'V' refused for user 'U'". From RabbitMQ 3.12 on, the permission is first
/// ("read access to queue…"). For a virtual host, it is "access to vhost 'V' refused for user 'U'".
struct PermissionRefusal: Equatable {
    let user: String
    /// "queue etl.load", "exchange amq.default"; nil for the virtual host.
    let resource: String?
    let permission: String
    let virtualHost: String

    /// - Parameter action: the refused action, which identifies the permission for older brokers.
    init?(text: String, while action: String) {
        let pattern =
            #/(?:(configure|write|read) )?access to (?:(queue|exchange) '(.*)' in )?vhost '(.*)' refused for user '(.*)'/#
        guard let match = text.firstMatch(of: pattern) else { return nil }
        user = String(match.5)
        virtualHost = String(match.4)
        resource = match.2.flatMap { kind in match.3.map { "\(kind) \($0)" } }
        permission = match.1.map(String.init) ?? Self.permission(on: match.2, while: action)
    }

    /// Declaring a queue that dead-letters needs two permissions on the queue, and one on its dead-letter exchange
    /// (rabbitmq.com/docs/access-control#authorisation).
    private static func permission(on kind: Substring?, while action: String) -> String {
        if kind == "exchange" { return "write" }
        return action.hasPrefix("declare") ? "configure and read" : "read"
    }

    func message(endpoint: String) -> String {
        guard let resource else {
            return """
                user \(user) cannot access virtual host \(virtualHost) on \(endpoint): \
                grant it with rabbitmqctl set_permissions -p \(virtualHost) \(user) CONFIGURE WRITE READ
                """
        }
        return """
            user \(user) has no \(permission) permission on \(resource) in virtual host \(virtualHost) on \(endpoint): grant it \
            with rabbitmqctl set_permissions -p \(virtualHost) \(user) CONFIGURE WRITE READ, which sets all three patterns
            """
    }
}
