import Foundation
import GraphQL
import Logging
import NIOHTTP1
import ServiceSettings
import TestSupport
import Testing

@testable import QueryService

@Suite(.serialized, .timeLimit(.minutes(3))) struct DocumentTests {
    private func withFolder(_ files: [String: String], _ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "documents-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in files { try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8) }
        let result = await Result<Void, any Error>.catching { try await body(folder) }
        try FileManager.default.removeItem(atPath: folder)
        try result.get()
    }

    @Test func answersPersistedDocumentsByTheirNames() async throws {
        try await withFolder(["type.graphql": "query T { __typename }\n", "notes.txt": "no document"]) { folder in
            try await withLoadedDatabase { url, _ in
                try await serving(url, [.documents: folder]) { service in
                    let headers = ["content-type": "application/json"]
                    let named = try await service.send(.POST, headers: headers, body: #"{"documentId":"type"}"#)
                    #expect(named.body == #"{"data":{"__typename":"Query"}}"#)
                    let get = try await service.send(.GET, "/graphql?documentId=type")
                    #expect(get.body == named.body)
                    let unknown = try await service.send(.POST, headers: headers, body: #"{"documentId":"../type"}"#)
                    #expect(unknown.codes == ["PERSISTED_DOCUMENT_NOT_FOUND"])
                    #expect(try await service.ask("{ __typename }").status == 200)
                }
                try await serving(url, [.documents: folder, .documentsOnly: "on"]) { service in
                    let other = try await service.ask("{ __typename }")
                    #expect(other.codes == ["PERSISTED_DOCUMENTS_ONLY"])
                    // The exact text is the document, too.
                    let text = try await service.ask("query T { __typename }\n")
                    #expect(text.status == 200)
                }
            }
        }
    }

    @Test func namesTheFileOfADocumentThatIsNotValid() async throws {
        try await withFolder(["a.graphql": "{ __typename }", "b.graphql": "{\n  tokens { nodes { nmae } }\n}"]) {
            folder in
            let error = await #expect(throws: SettingsError.self) {
                try await serving("", [.documents: folder]) { _ in }
            }
            #expect(
                error?.description
                    == "\(folder)/b.graphql, line 2, column 20: Cannot query field 'nmae' on type 'Token'.")
        }
    }

    @Test func forgetsTheDocumentsThatWereUsedLeast() throws {
        let cache = DocumentCache()
        let filler = String(repeating: "#", count: 10_000)
        func text(_ number: Int) -> String { "{ __typename } #\(number)\(filler)" }
        for number in 0..<200 {
            cache.keep(ValidDocument(document: try Document.parse(text(number)), hash: "\(number)"), of: text(number))
            #expect(cache[text(0)]?.hash == "0")
        }
        let kept = (0..<200).filter { cache[text($0)] != nil }
        #expect(kept.count <= DocumentCache.limit / 10_000)
        #expect(kept.contains(199) && !kept.contains(1))
        let long = "{ __typename } #" + String(repeating: "x", count: 20_000)
        cache.keep(ValidDocument(document: try Document.parse(long), hash: ""), of: long)
        #expect(cache[long] == nil)
    }

    @Test func documentsThatDifferOnlyInTheBytesOfACharacterAreTwo() throws {
        let cache = DocumentCache()
        let composed = "{ __typename } # caf\u{E9}"
        let decomposed = "{ __typename } # cafe\u{301}"
        cache.keep(ValidDocument(document: try Document.parse(composed), hash: ""), of: composed)
        #expect(cache[composed] != nil)
        #expect(cache[decomposed] == nil)
    }

    @Test func logsQueriesWithoutVariables() async throws {
        try await withLoadedDatabase { url, _ in
            try await serving(url) { service in
                let query = "query Find($a: Bytes!) { token(address: $a) { symbol } }"
                let address = "0x" + String(repeating: "5e", count: 20)
                for _ in 0..<2 { _ = try await service.ask(query, variables: #"{"a":"\#(address)"}"#) }
                _ = try await service.ask(query, variables: #"{"a":"0x5e"}"#)
                let lines = service.log.lines("Answered a query")
                #expect(lines.count == 3)
                #expect(lines.allSatisfy { $0.metadata[QueryLogKey.operation] == "Find" })
                #expect(Set(lines.map { $0.metadata[QueryLogKey.documentHash]?.description }).count == 1)
                #expect(lines.last?.metadata[QueryLogKey.codes] == "BAD_USER_INPUT")
                #expect(!service.log.lines.contains { "\($0)".contains("5e5e") || "\($0)".contains("0x5e") })
            }
        }
    }
}

extension Result where Failure == any Error {
    fileprivate static func catching(_ body: () async throws -> Success) async -> Result {
        do { return .success(try await body()) } catch { return .failure(error) }
    }
}
