import GraphQL
import ServiceSettings
import Telemetry
import Testing
import TokenGraph

@testable import QueryService

@Suite struct SettingsTests {
    private func settings(_ environment: [String: String]) async throws -> QuerySettings {
        try QuerySettings(try await Settings(flags: [:], file: nil, environment: environment))
    }

    @Test func hasTheLimitsOfTheDocumentation() async throws {
        let settings = try await settings([:])
        #expect(settings.listen == HTTPAddress(host: "127.0.0.1", port: 8080))
        #expect(settings.timeout == .seconds(5) && settings.bodyBytes == 65536)
        let limits = settings.requestLimits
        #expect(limits.depth == 8 && limits.aliases == 15 && limits.rootFields == 50)
        #expect(limits.rows == 10_000 && limits.page == 1000 && settings.documentLimits.tokens == 1000)
        #expect(settings.introspection && settings.page == nil && !settings.documentsOnly)
    }

    @Test func readsTheEnvironment() async throws {
        let settings = try await settings([
            "GRAPHQL_LISTEN": "[::1]:9000", "GRAPHQL_CONNECTIONS": "7", "GRAPHQL_TIMEOUT": "2",
            "GRAPHQL_INTROSPECTION": "off", "GRAPHQL_MAX_DEPTH": "3", "GRAPHQL_MAX_ROOT_FIELDS": "4",
            "GRAPHQL_MAX_VARIABLE_DEPTH": "2",
        ])
        #expect(settings.listen == HTTPAddress(host: "::1", port: 9000))
        #expect(settings.connections == 7 && settings.timeout == .seconds(2) && !settings.introspection)
        #expect(settings.requestLimits.depth == 3 && settings.requestLimits.rootFields == 4)
        #expect(settings.variableDepth == 2)
    }

    @Test(arguments: [
        ("GRAPHQL_LISTEN", "8080"), ("GRAPHQL_LISTEN", "localhost:70000"), ("GRAPHQL_LISTEN", "http://a:80"),
        ("GRAPHQL_CONNECTIONS", "0"), ("GRAPHQL_TIMEOUT", "0.5"), ("GRAPHQL_INTROSPECTION", "maybe"),
        ("GRAPHQL_ALLOW_ORIGIN", "example.org"), ("GRAPHQL_ALLOW_ORIGIN", "https://example.org/"),
        ("GRAPHQL_ALLOW_ORIGIN", "https://Example.org"), ("GRAPHQL_ALLOW_ORIGIN", "https://example.org:443"),
        ("GRAPHQL_ALLOW_ORIGIN", "https://*.example.org"), ("GRAPHQL_DOCUMENTS_ONLY", "on"),
    ])
    func refusesWrongValuesByName(_ name: String, _ value: String) async throws {
        let error = await #expect(throws: SettingsError.self) { try await settings([name: value]) }
        #expect(error?.description.contains(name) == true)
    }
}
