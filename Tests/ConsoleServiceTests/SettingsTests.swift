import ServiceSettings
import Telemetry
import Testing

@testable import ConsoleService

@Suite struct SettingsTests {
    private func settings(_ listen: String?) async throws -> ConsoleSettings {
        try ConsoleSettings(try await Settings(flags: [.consoleListen: listen], file: nil, environment: [:]))
    }

    @Test func listensOnThisMachineAlone() async throws {
        #expect(try await settings(nil).listen.description == "127.0.0.1:8090")
        #expect(try await settings("[::1]:9000").listen.description == "[::1]:9000")
        #expect(try await settings("localhost:0").listen.port == 0)
        for elsewhere in ["0.0.0.0:8090", "[::]:8090", "192.168.1.5:8090", "example.com:8090", "127.0.0.1.nip.io:80"] {
            let error = await #expect(throws: SettingsError.self) { try await settings(elsewhere) }
            #expect(error?.description.contains("ssh -L") == true, "\(elsewhere)")
        }
        for malformed in ["8090", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:x", ""] where !malformed.isEmpty {
            let error = await #expect(throws: SettingsError.self) { try await settings(malformed) }
            #expect(error?.description.contains("an address and a port") == true, "\(malformed)")
        }
    }
}
