import Bus
import Foundation
import Ledger
import NIOHTTP1
import Postgres
import RabbitMQ
import ServiceSettings
import Synchronization
import TestSupport
import Testing

@testable import ConsoleService

/// Files that are submitted in the console, beside real servers.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SubmitTests {
    private static let header = "address,symbol,name,decimals,total_supply\n"
    private static let address = "0x" + String(repeating: "a", count: 40)

    private func withFolder(
        _ more: [SettingKey: String?] = [:], _ body: @escaping @Sendable (ActBed, URL) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(
            path: "submit-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await ActBed.with([SettingKey.sourceRoots: folder.path].merging(more) { $1 }) { bed in
            try await body(bed, folder)
        }
    }

    private func write(_ text: String, _ name: String, in folder: URL) throws -> String {
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    @Test func showsWhatWouldLoadBeforeItIsSubmitted() async throws {
        try await withFolder { bed, folder in
            let good = try write(
                Self.header + "\(Self.address),<b>A</b>,\"x\"\"\u{301}\",18,7\n0x1,B,b,1,1\n", "good.csv", in: folder)
            let none = folder.appending(path: "none.csv").path
            let empty = try await bed.console.page("/submit")
            #expect(empty.body.contains("<textarea") && empty.body.contains("Look at these files"))
            let page = try await bed.console.post("/submit", ["files": "\(good)\r\n\r\n\(none)\n\(good)"])
            #expect(page.status == 200)
            for words in [
                "1 of 2 files can be submitted", "tokens: it is new.", "&lt;b&gt;A&lt;/b&gt;", "1 would be rejected",
                "wrong-length", "It cannot be submitted: ", "Submit this file",
            ] { #expect(page.body.contains(words), "\(words): \(page.body)") }
            #expect(try await bed.actions().isEmpty)
            let sent = try await bed.console.send("/submit/begin", form: ActBed.form(on: page), reason: "a+try")
            #expect(sent.status == 303)
            _ = try await bed.console.page("/log/1", until: "done: 1 source")
            #expect(try await bed.bus.take(1, from: Stage.extract.workQueue).count == 1)
            let action = try #require(try await bed.actions().first)
            #expect(action.verb == "submit" && action.selection.contains("good.csv") && action.reason == "a try")
            let known = try await bed.console.post("/submit", ["files": good])
            #expect(known.body.contains("it was submitted before, and is in progress."), "\(known.body)")
        }
    }

    @Test func onlyFilesOfWhichSomethingBecomesAreCounted() async throws {
        try await withFolder { bed, folder in
            let row = Self.header + "\(Self.address),A,n,1,1\n"
            let (known, new) = (try write(row, "known.csv", in: folder), try write(row, "new.csv", in: folder))
            let none = folder.appending(path: "none.csv").path
            let first = try await bed.console.post("/submit", ["files": known])
            _ = try await bed.console.send("/submit/begin", form: ActBed.form(on: first))
            _ = try await bed.console.page("/log/1", until: "done: 1 source")
            let running = try await bed.console.post("/submit", ["files": known])
            #expect(running.body.contains("0 of 1 file can be submitted; 1 is in progress."), "\(running.body)")
            #expect(!running.body.contains("name=\"form\""))
            let again = try await bed.console.post("/submit", ["files": known, "again": "yes"])
            #expect(again.body.contains("1 of 1 file can be submitted, 1 of them once more."), "\(again.body)")
            try await bed.database.execute(
                """
                INSERT INTO etl.batches
                    SELECT source_id, 0, 10, 10, 0, 0, 0, 0, true, 50 FROM etl.sources WHERE uri = '\(known)';
                UPDATE etl.sources SET batches = 1 WHERE uri = '\(known)'
                """)
            let page = try await bed.console.post("/submit", ["files": "\(known)\n\(new)\n\(none)"])
            let words = "1 of 3 files can be submitted; 1 is complete, 1 is refused."
            #expect(page.body.contains(words) && page.body.contains("Submit this file"), "\(page.body)")
            _ = try await bed.console.send("/submit/begin", form: ActBed.form(on: page))
            _ = try await bed.console.page("/log/2", until: "done: 1 source")
            #expect(try await bed.actions().first?.selection.contains("known.csv") == false)
        }
    }

    @Test func onlyAllowedPlacesAreRead() async throws {
        let outside = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(
            path: "outside-\(UUID()).csv")
        try Data((Self.header + "\(Self.address),SECRETSYMBOL,n,1,1\n").utf8).write(to: outside)
        defer { try? FileManager.default.removeItem(at: outside) }
        try await withFolder { bed, folder in
            let link = folder.appending(path: "link.csv")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: outside)
            for file in [
                outside.path, link.path, "\(folder.path)/../\(outside.lastPathComponent)", "/etc/passwd",
                "/proc/self/environ",
                folder.path, "http://127.0.0.1:1/a.csv?sig=SECRETSYMBOL", "https://127.0.0.1/a.csv",
            ] {
                let page = try await bed.console.post("/submit", ["files": file])
                #expect(
                    page.status == 200 && page.body.contains("0 of 1 file can be submitted"), "\(file): \(page.body)")
                #expect(!page.body.contains("SECRETSYMBOL") && !page.body.contains("name=\"form\""), "\(file)")
            }
            for file in ["relative.csv", "-", "node:ethereum/1-2", "*.csv", "javascript:alert(1)", "~/a.csv"] {
                #expect(try await bed.console.post("/submit", ["files": file]).status == 400, "\(file)")
            }
            let many = (0..<21).map { "/\($0)" }.joined(separator: "\n")
            #expect(try await bed.console.post("/submit", ["files": many]).status == 400)
            let nothing = try await bed.console.post("/submit", ["files": " \n"])
            #expect(nothing.status == 400 && nothing.body.contains("<a href=\"/submit\">Back to the form</a>"))
            #expect(try await bed.console.post("/submit", ["files": "/a", "columns": "a,,b"]).status == 400)
        }
    }

    @Test func theLongestListOfFilesIsTaken() async throws {
        try await withFolder { bed, _ in
            let name = String(repeating: "/" + String(repeating: "\u{8A9E}", count: 60), count: 16)
            let files = (10..<30).map { "\(name)/\($0)" }.joined(separator: "\r\n")
            let sent = files.addingPercentEncoding(withAllowedCharacters: .alphanumerics)?.utf8.count ?? 0
            #expect(files.utf16.count < 20_000 && sent > 150_000)
            let page = try await bed.console.post("/submit", ["files": files])
            #expect(page.status == 200 && page.body.contains("0 of 20 files can be submitted"), "\(page.body)")
        }
    }

    @Test func signaturesOfLinksAreNeverShown() async throws {
        let file = FileServer.File(Array((Self.header + "\(Self.address),A,n,1,1\n").utf8))
        try await FileServer.with {
            file.answer($0)
        } _: { server in
            let base = server.origin
            try await withFolder([.sourceURLs: base]) { bed, _ in
                let link = "\(base)/export.csv?X-Amz-Signature=TOPSECRET&v=1"
                let page = try await bed.console.post("/submit", ["files": link])
                #expect(page.body.contains("1 of 1 file can be submitted"), "\(page.body)")
                #expect(!page.body.contains("TOPSECRET"))
                _ = try await bed.console.send("/submit/begin", form: ActBed.form(on: page))
                let log = try await bed.console.page("/log/1", until: "done: 1 source")
                #expect(log.body.contains("export.csv") && !log.body.contains("TOPSECRET"), "\(log.body)")
                let job = try await bed.bus.take(1, from: Stage.extract.workQueue)
                #expect(String(decoding: job[0].body, as: UTF8.self).contains("TOPSECRET"), "the extractor needs it")
                for table in ["etl.actions", "etl.action_results", "etl.sources"] {
                    let rows = try await bed.database.query("SELECT t::text FROM \(table) AS t")
                    #expect(!rows.contains { $0.string(0)?.contains("TOPSECRET") == true }, "\(table)")
                }
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
            try await withFolder([.sourceURLs: server.origin]) { bed, _ in
                let link = "\(server.origin)/a.csv"
                let looking = Task { try await bed.console.post("/submit", ["files": link]) }
                while asked.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(10)) }
                let second = try await bed.console.post("/submit", ["files": link])
                #expect(second.status == 503, "one look at a time: \(second.body)")
                looking.cancel()
                _ = await looking.result
                // The next look does not wait until the server's time is over.
                var status = 503
                for _ in 0..<100 where status == 503 {
                    try await Task.sleep(for: .milliseconds(50))
                    status = try await bed.console.post("/submit", ["files": "/none.csv"]).status
                }
                #expect(status == 200)
            }
        }
    }

    @Test func theKindAndTheColumnsAreTold() async throws {
        try await withFolder { bed, folder in
            let bare = try write("\(Self.address),A,n,1,1\n", "bare.csv", in: folder)
            let unknown = try await bed.console.post("/submit", ["files": bare])
            #expect(unknown.body.contains("If it has no header, name its columns."), "\(unknown.body)")
            let told = try await bed.console.post(
                "/submit",
                [
                    "files": bare, "kind": "tokens", "columns": "address, symbol,name,decimals,total_supply",
                    "replace": "yes",
                ])
            #expect(told.body.contains("1 of 1 file can be submitted"), "\(told.body)")
            _ = try await bed.console.send("/submit/begin", form: ActBed.form(on: told))
            _ = try await bed.console.page("/log/1", until: "done: 1 source")
            let action = try #require(try await bed.actions().first)
            #expect(
                action.selection.hasSuffix(
                    "bare.csv --kind tokens --columns address,symbol,name,decimals,total_supply --on-conflict replace"))
        }
    }

    @Test func withoutPlacesNothingIsOffered() async throws {
        try await ActBed.with { bed in
            let page = try await bed.console.page("/submit")
            #expect(page.body.contains("ETL_SOURCE_ROOTS") && !page.body.contains("<form"))
            #expect(try await bed.console.post("/submit", ["files": "/etc/passwd"]).status == 404)
        }
    }

    @Test func aLoginThatOnlyLooksSubmitsNothing() async throws {
        try await withFolder { bed, folder in
            let good = try write(Self.header + "\(Self.address),A,n,1,1\n", "good.csv", in: folder)
            let name = try #require(try await bed.database.query("SELECT current_database()").first?.string(0))
            try await bed.database.execute("ALTER ROLE CURRENT_USER IN DATABASE \(name) SET role = 'etl_console'")
            let page = try await bed.console.post("/submit", ["files": good])
            #expect(page.status == 400 && page.body.contains("Grant it the role etl_submitter"), "\(page.body)")
            let away = try await bed.console.page("/sources/remove?id=\(bed.entry.id)")
            #expect(away.body.contains("may not delete rows") && !away.body.contains("name=\"form\""), "\(away.body)")
        }
    }
}
