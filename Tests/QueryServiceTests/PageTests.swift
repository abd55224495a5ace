import Foundation
import NIOHTTP1
import ServiceSettings
import Testing

@testable import QueryService

@Suite(.serialized, .timeLimit(.minutes(2))) struct PageTests {
    @Test func servesThePageFromItsFolderOnly() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "page-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let names = ["graphiql.min.css", "graphiql.min.js", "react.production.min.js", "react-dom.production.min.js"]
        for name in names { try name.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8) }
        try "secret".write(toFile: "\(folder)/other.js", atomically: false, encoding: .utf8)
        try await withLoadedDatabase { url, _ in
            try await serving(url, [.page: folder]) { service in
                let page = try await service.send(.GET, "/")
                #expect(page.status == 200 && page.headers.first(name: "content-type") == "text/html; charset=utf-8")
                let policy = page.headers.first(name: "content-security-policy") ?? ""
                #expect(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"))
                #expect(
                    !page.body.contains("http://") && !page.body.contains("https://") && !page.body.contains("<script>")
                )
                let sources = page.body.matches(of: /(?:src|href)="([^"]+)"/).map { String($0.1) }
                for source in sources where source != "data:," {
                    #expect(try await service.send(.GET, "/\(source)").status == 200, "\(source)")
                }
                for path in ["/other.js", "/../etc/passwd", "/%2e%2e/etc/passwd", "//", "/graphql/"] {
                    #expect(try await service.send(.GET, path).status == 404, "\(path)")
                }
                #expect(try await service.send(.POST, "/", body: "").status == 405)
            }
        }
    }

    @Test func saysWhichFileOfThePageIsMissing() async throws {
        let error = #expect(throws: SettingsError.self) { try PageFiles(folder: "/nonexistent") }
        #expect(error?.description.contains("scripts/graphiql.sh") == true)
    }
}
