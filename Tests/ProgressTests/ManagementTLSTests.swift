import ServerAccess
import ServiceSettings
import Testing

struct ManagementTLSTests {
    private func warnings(of url: String, _ more: [String: String] = [:]) async throws -> [String] {
        let environment = ["RABBITMQ_MANAGEMENT_URL": url].merging(more) { $1 }
        return try await Settings(flags: [:], file: nil, environment: environment).warningsOfPlainConnections()
    }

    @Test func anotherMachineWithoutTLSIsWarnedOf() async throws {
        let warnings = try await warnings(of: "http://u:hunter2@rabbit.example:15672")
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("rabbit.example") == true && warnings.first?.contains("https://") == true)
        #expect(warnings.first?.contains("hunter2") == false)
    }

    @Test(arguments: ["https://rabbit.example:15671", "http://127.0.0.1:15672", "http://localhost", "not a link"])
    func nothingElseIs(url: String) async throws {
        #expect(try await warnings(of: url) == [])
    }

    @Test func requiredTLSRefusesIt() async throws {
        let error = await #expect(throws: SettingsError.self) {
            try await warnings(of: "http://rabbit.example", ["ETL_REQUIRE_TLS": "on"])
        }
        #expect(error?.description.contains("ETL_REQUIRE_TLS") == true)
    }
}
