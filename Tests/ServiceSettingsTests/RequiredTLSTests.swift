import Testing

@testable import ServiceSettings

struct RequiredTLSTests {
    private func warning(at host: String, _ value: String? = nil) async throws -> String? {
        let settings = try await Settings(
            flags: [:], file: nil, environment: value.map { ["ETL_REQUIRE_TLS": $0] } ?? [:])
        return try settings.warning(ofPlain: "broker", at: host, remedy: "Use an amqps:// URL")
    }

    @Test(arguments: ["broker.example", "10.0.0.1", "rabbitmq", "127.example", "128.0.0.1", "::2", "localhost.example"])
    func warnsOfOtherMachinesUntilTheOperatorDecides(host: String) async throws {
        let warning = try #require(try await warning(at: host))
        #expect(warning.contains(host) && warning.contains("Use an amqps:// URL"))
        #expect(try await self.warning(at: host, "off") == nil)
        let error = await #expect(throws: SettingsError.self) { try await self.warning(at: host, "on") }
        #expect(error?.description.contains(host) == true && error?.description.contains("ETL_REQUIRE_TLS") == true)
    }

    @Test(arguments: ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1", "[::1]", "::ffff:127.0.0.1"])
    func thisMachineNeedsNoTLS(host: String) async throws {
        #expect(try await warning(at: host) == nil)
        #expect(try await warning(at: host, "on") == nil)
    }

    @Test func anotherWordThanOnOrOffIsRefused() async throws {
        let error = await #expect(throws: SettingsError.self) { try await warning(at: "broker", "maybe") }
        #expect(error?.description == "ETL_REQUIRE_TLS is “maybe”, but must be on or off")
    }
}
