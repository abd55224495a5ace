import ETLModels
import Foundation
import Ledger
import Postgres
import ServiceSettings
import Synchronization
import TestSupport
import Testing

@testable import ConsoleService

/// What the console reads of a source before it acts on it, beside real servers.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SourceLookTests {
    /// Enters a link that somebody has submitted, and returns the path of the preview.
    private func enter(_ link: String, _ bed: ActBed) async throws -> String {
        let id = SourceID(uri: link, size: 100, modified: 0)
        let entry = SourceEntry(
            id: id, uri: link, kind: .tokens, format: "csv", columns: ["address"], bytes: 100, modified: 0,
            batchRecords: 1000)
        _ = try await SourceTable.register([entry], on: bed.database)
        try await SourceTable.markSubmitted([id], on: bed.database)
        return "/sources/resubmit?id=\(id)"
    }

    @Test func nothingIsReadOutsideTheAllowedPlaces() async throws {
        let file = FileServer.File(Array("address\n".utf8))
        try await FileServer.with {
            file.answer($0)
        } _: { server in
            let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
            try await ActBed.with([.sourceRoots: folder]) { bed in
                let page = try await bed.console.page(try await enter("\(server.origin)/a.csv", bed))
                #expect(page.body.contains("cannot be read as it was submitted"), "\(page.body)")
                #expect(!page.body.contains("name=\"form\"") && server.requests.isEmpty)
            }
            // Without a setting, a look is at whatever the ledger has.
            try await ActBed.with { bed in
                let page = try await bed.console.page(try await enter("\(server.origin)/a.csv", bed))
                #expect(page.status == 200 && !server.requests.isEmpty, "\(page.body)")
            }
        }
    }

    @Test func aBrowserThatIsGoneEndsTheLook() async throws {
        let asked = Mutex(0)
        let file = FileServer.File(Array(repeating: UInt8(ascii: "a"), count: 100_000))
        try await FileServer.with { request in
            asked.withLock { $0 += 1 }
            var answer = file.answer(request)
            (answer.sent, answer.end) = (10, .stall)
            return answer
        } _: { server in
            try await ActBed.with([.sourceURLs: server.origin]) { bed in
                let path = try await enter("\(server.origin)/a.csv", bed)
                let looking = Task { try await bed.console.page(path) }
                while asked.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(10)) }
                let second = try await bed.console.page(path)
                #expect(second.status == 503, "one look at a time: \(second.body)")
                looking.cancel()
                _ = await looking.result
                // The next look does not wait until the server's time is over.
                var status = 503
                for _ in 0..<100 where status == 503 {
                    try await Task.sleep(for: .milliseconds(50))
                    status = try await bed.console.page("/sources/remove?id=\(bed.entry.id)").status
                }
                #expect(status == 200)
            }
        }
    }
}
