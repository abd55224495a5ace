import Testing

@testable import RabbitMQManagement

struct ManagementAddressTests {
    private let broker: RabbitMQConfiguration

    init() throws {
        broker = try RabbitMQConfiguration(url: "amqp://etl:se%2Fcret@b/my%2Fhost")
    }

    @Test func takesTheBrokersLoginWhereItHasNone() throws {
        let address = try ManagementAddress(url: "http://rabbit", broker: broker)
        #expect(address.user == "etl" && address.password == "se/cret")
        #expect(
            address.url(["queues", address.virtualHost, "etl.load"], columns: ["a", "b"])
                == "http://rabbit:15672/api/queues/my%2Fhost/etl%2Eload?columns=a,b")
    }

    @Test func takesItsOwnLogin() throws {
        let address = try ManagementAddress(url: "https://me:p%40ss@[::1]:8443/rabbit/", broker: broker)
        #expect(address.user == "me" && address.password == "p@ss")
        #expect(address.url(["nodes"]) == "https://[::1]:8443/rabbit/api/nodes")
    }

    @Test func neverShowsThePassword() throws {
        let address = try ManagementAddress(url: "http://me:hunter2@h:1", broker: broker)
        var dumped = ""
        dump(address, to: &dumped)
        for text in ["\(address)", dumped, address.url(["nodes"])] { #expect(!text.contains("hunter2"), "\(text)") }
        #expect("\(address)" == "http://h:1")
    }

    @Test(arguments: [
        "amqp://me:hunter2@h", "http://me:hunter2/x@h", "http://me:12/hunter2@h", "http://", "h:15672",
        "http://me:hunter2@h/?x=1",
    ])
    func anythingElseIsWrongUsage(_ url: String) {
        let error = #expect(throws: SettingsError.self) { _ = try ManagementAddress(url: url, broker: broker) }
        #expect(error?.description.contains("hunter2") == false)
    }
}
