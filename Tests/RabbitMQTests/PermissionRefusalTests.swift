import Testing

@testable import RabbitMQ

struct PermissionRefusalTests {
    /// The texts are those of RabbitMQ 3.10 and 4.
    @Test(arguments: [
        (
            "access to queue 'etl.load' in vhost '/' refused for user 'u'", "consume from queue etl.load", "read",
            "queue etl.load"
        ),
        ("access to queue 'q' in vhost '/' refused for user 'u'", "declare queue q", "configure and read", "queue q"),
        ("configure access to queue 'q' in vhost '/' refused for user 'u'", "declare queue q", "configure", "queue q"),
        (
            "access to exchange 'amq.default' in vhost '/' refused for user 'u'", "publish", "write",
            "exchange amq.default"
        ),
    ])
    func namesPermissionAndResource(text: String, action: String, permission: String, resource: String) throws {
        let refusal = try #require(PermissionRefusal(text: "ACCESS_REFUSED - " + text, while: action))
        #expect(refusal.user == "u")
        #expect(refusal.permission == permission)
        #expect(refusal.resource == resource)
        let error = RabbitMQError(
            closed: ClosedByBroker(code: 403, text: "ACCESS_REFUSED - " + text),
            .init(endpoint: "rabbit:5672", action: action))
        #expect(error.code == .accessRefused)
        #expect(
            error.message.hasPrefix("user u has no \(permission) permission on \(resource) in virtual host / on rabbit")
        )
        #expect(error.message.contains("rabbitmqctl set_permissions -p / u"))
    }

    @Test func namesTheVirtualHost() {
        let error = RabbitMQError(
            closed: ClosedByBroker(code: 530, text: "NOT_ALLOWED - access to vhost 'etl' refused for user 'u'"),
            .init(endpoint: "rabbit:5672", action: "log in"))
        #expect(error.code == .accessRefused)
        #expect(error.message.hasPrefix("user u cannot access virtual host etl on rabbit:5672: grant it"))
    }
}
