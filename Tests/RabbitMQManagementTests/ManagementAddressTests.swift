import Testing

@testable import RabbitMQManagement

struct ManagementAddressTests {
    private func address(_ url: String) throws(ManagementAddressError) -> ManagementAddress {
        try ManagementAddress(url: url, user: "etl", password: "se/cret", virtualHost: "my/host")
    }

    @Test func takesTheBrokersLoginWhereItHasNone() throws {
        let address = try self.address("http://rabbit")
        #expect(address.user == "etl" && address.password == "se/cret")
        #expect(
            address.url(["queues", address.virtualHost, "etl.load"], columns: ["a", "b"])
                == "http://rabbit:15672/api/queues/my%2Fhost/etl%2Eload?columns=a,b")
    }

    @Test func takesItsOwnLogin() throws {
        let address = try self.address("https://me:p%40ss@[::1]:8443/rabbit/")
        #expect(address.user == "me" && address.password == "p@ss")
        #expect(address.url(["nodes"]) == "https://[::1]:8443/rabbit/api/nodes")
    }

    @Test func neverShowsThePassword() throws {
        let address = try self.address("http://me:hunter2@h:1")
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
        let error = #expect(throws: ManagementAddressError.self) { _ = try self.address(url) }
        #expect(error?.description.contains("hunter2") == false)
    }
}
