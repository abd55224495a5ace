import Bus
import ETLModels
import Foundation
import Ledger
import NIOHTTP1
import Postgres
import RabbitMQ
import ServiceSettings
import TestSupport
import Testing

@testable import ConsoleService

/// Acts on sources in the console, beside real servers.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SourceActTests {
    private static let row = "0x" + String(repeating: "a", count: 40)

    /// Files that an extractor could read, for the time of a test.
    private func withFiles(
        _ names: [String], _ body: @escaping @Sendable (ActBed, URL) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(
            path: "sources-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in names {
            let text = "address,symbol,name,decimals,total_supply\n\(Self.row),A,\(name),18,1\n"
            try Data(text.utf8).write(to: folder.appending(path: name))
        }
        try await ActBed.with([.sourceRoots: folder.path]) { bed in try await body(bed, folder) }
    }

    /// Submits a file, and returns the id of its source.
    private func submit(_ bed: ActBed, _ file: URL) async throws -> String {
        let page = try await bed.console.post("/submit", ["files": file.path])
        let sent = try await bed.console.send("/submit/begin", form: ActBed.form(on: page))
        let log = try #require(sent.headers.first(name: "location"))
        _ = try await bed.console.page(log, until: "done: 1 source")
        let rows = try await bed.database.query("SELECT source_id FROM etl.sources WHERE uri = $1", [.text(file.path)])
        return try #require(rows.first?.string(0))
    }

    @Test func aSourceIsSubmittedAgain() async throws {
        try await withFiles(["a.csv"]) { bed, folder in
            let id = try await submit(bed, folder.appending(path: "a.csv"))
            #expect(try await bed.bus.take(1, from: Stage.extract.workQueue).count == 1)
            let offered = try await bed.console.page("/sources/\(id)")
            #expect(offered.body.contains("href=\"/sources/resubmit?id=\(id)\""))
            let page = try await bed.console.page("/sources/resubmit?id=\(id)")
            #expect(page.body.contains("An extractor reads its file from the beginning."), "\(page.body)")
            let form = try ActBed.form(on: page)
            let sent = try await bed.console.send("/sources/resubmit", form: form, reason: "queue+purged")
            #expect(sent.status == 303 && sent.headers.first(name: "location") == "/log/2")
            #expect(try await bed.console.send("/sources/resubmit", form: form).status == 303, "a double click")
            _ = try await bed.console.page("/log/2", until: "done: 1 source")
            #expect(try await bed.bus.take(1, from: Stage.extract.workQueue).count == 1)
            #expect(try await bed.actions().map(\.verb) == ["sources resubmit", "submit"])
        }
    }

    @Test func oneStateHasOneWord() async throws {
        try await withFiles(["a.csv"]) { bed, folder in
            let file = folder.appending(path: "a.csv")
            let id = try await submit(bed, file)
            let headers: [String: HeaderValue] = [
                MessageHeader.reason: .string("constraint"), MessageHeader.error: .string("why"),
                MessageHeader.source: .string(id), MessageHeader.sequence: .integer(0),
            ]
            let letter = Message(id: "\(id)/0", headers: headers, body: [1])
            try await bed.bus.publisher.publish(letter, to: Stage.load.deadLetterQueue)
            _ = try await bed.console.page("/sources/\(id)", until: "incomplete: 0 records")
            let page = try await bed.console.page("/sources/resubmit?id=\(id)")
            #expect(page.body.contains("0 batches loaded, incomplete."), "\(page.body)")
            let check = try await bed.console.post("/submit", ["files": file.path])
            #expect(check.body.contains("it was submitted before, and is incomplete."), "\(check.body)")
        }
    }

    @Test func whatHasChangedSinceThePreviewIsNotDone() async throws {
        try await withFiles(["a.csv"]) { bed, folder in
            let file = folder.appending(path: "a.csv")
            let id = try await submit(bed, file)
            let (again, away) = (
                try await bed.form("/sources/resubmit?id=\(id)", until: "form"),
                try await bed.form("/sources/remove?id=\(id)", until: "form")
            )
            try await bed.database.execute("UPDATE etl.sources SET retired_at = now()")
            #expect(try await bed.console.send("/sources/resubmit", form: again).status == 303)
            _ = try await bed.console.page("/log/2", until: "failed: it is no longer as the preview has shown it")
            try await bed.database.execute(
                """
                INSERT INTO etl.batches (source_id, sequence, records, loaded, duplicates, rejected, repaired, checksum, is_last, source_bytes,
                    first_record) VALUES ('\(id)', 0, 1, 0, 1, 0, 0, 0, true, 50, 1)
                """)
            #expect(try await bed.console.send("/sources/remove", form: away).status == 303)
            let log = try await bed.console.page("/log/3", until: "failed:")
            #expect(log.body.contains("failed: it would now do something else than was shown"), "\(log.body)")
            #expect(try await bed.database.query("SELECT FROM etl.batches").count == 1)
            // A file that is another one by now.
            let page = try await bed.console.post("/submit", ["files": file.path, "again": "yes"])
            try Data("address,symbol\n".utf8).write(to: file)
            _ = try await bed.console.send("/submit/begin", form: ActBed.form(on: page))
            _ = try await bed.console.page("/log/4", until: "1 failed")
            #expect(try await bed.bus.depth(of: Stage.extract.workQueue) == 1, "only that of the first submission")
        }
    }

    @Test func aSourceIsRemovedWithItsRows() async throws {
        try await withFiles(["a.csv"]) { bed, folder in
            let id = try await submit(bed, folder.appending(path: "a.csv"))
            try await bed.database.execute(
                """
                INSERT INTO etl.batches (source_id, sequence, records, loaded, duplicates, rejected, repaired, checksum, is_last, source_bytes,
                    first_record) VALUES ('\(id)', 0, 1, 0, 1, 0, 0, 0, true, 50, 1)
                """)
            let page = try await bed.console.page("/sources/remove?id=\(id)")
            #expect(page.body.contains("Remove this source") && page.body.contains("1 batch"), "\(page.body)")
            let form = try ActBed.form(on: page)
            #expect(try await bed.console.send("/sources/resubmit", form: form).status == 409, "it is for another act")
            #expect(try await bed.console.send("/sources/remove", form: form).status == 303)
            let log = try await bed.console.page("/log/2", until: "done: ")
            #expect(log.body.contains("0 rows of") && log.body.contains("removed"), "\(log.body)")
            #expect(try await bed.database.query("SELECT FROM etl.batches").isEmpty)
            let after = try await bed.console.page("/sources/\(id)", until: "removed")
            #expect(after.body.contains("removed"))
        }
    }

    @Test func aRemovalThatAStopBreaksOffIsLoggedAsSuch() async throws {
        try await withFiles(["a.csv"]) { bed, folder in
            let id = try await submit(bed, folder.appending(path: "a.csv"))
            // Another removal has the turn: this one waits in the server, where nothing breaks it off.
            #expect(try await SourceRemoval.takeTurn(on: bed.database))
            try await OpenConsole.serving(bed.settings) { other in
                let page = try await other.page("/sources/remove?id=\(id)")
                #expect(try await other.send("/sources/remove", form: ActBed.form(on: page)).status == 303)
                let under = try await other.page("/log/2")
                #expect(under.body.contains(">under way, "), "\(under.body)")
                #expect(try await other.post("/submit", ["files": "/none.csv"]).status == 200, "looking goes on")
            }
            let action = try #require(try await bed.actions().first)
            #expect(
                action.outcome == "partly" && action.detail?.contains("the console was stopped") == true, "\(action)")
        }
    }

    /// The number of statements that wait for a lock.
    private func waiting(_ bed: ActBed, for lock: String) async throws -> Int {
        try await bed.database.query(
            """
            SELECT FROM pg_locks WHERE NOT granted AND \(lock)
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        ).count
    }

    @Test func aPageThatHangsInTheServerHoldsUpNoEndOfAnAction() async throws {
        try await withFiles(["a.csv"]) { bed, folder in
            let id = try await submit(bed, folder.appending(path: "a.csv"))
            #expect(try await SourceRemoval.takeTurn(on: bed.database))
            let end = Task {
                var action = try await bed.actions().first
                for _ in 0..<1000 where action?.verb != "sources remove" || action?.outcome == nil {
                    try await Task.sleep(for: .milliseconds(20))
                    action = try await bed.actions().first
                }
                // Until here, the page has hung.
                try await bed.database.execute("COMMIT")
                return action
            }
            try await OpenConsole.serving(bed.settings) { other in
                let path = "/sources/remove?id=\(id)"
                let form = try ActBed.form(on: try await other.page(path))
                #expect(try await other.send("/sources/remove", form: form).status == 303)
                while try await waiting(bed, for: "locktype = 'advisory'") == 0 {
                    try await Task.sleep(for: .milliseconds(10))
                }
                // What the console reads of a new session, which has no limit yet.
                try await bed.database.execute("BEGIN; LOCK TABLE etl.migrations IN ACCESS EXCLUSIVE MODE")
                Task { try? await other.page(path) }
                while try await waiting(bed, for: "relation = 'etl.migrations'::regclass") == 0 {
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
            let action = try await end.value
            #expect(action?.detail?.contains("the console was stopped") == true, "\(String(describing: action))")
        }
    }

    @Test func lossesMustBeAccepted() async throws {
        try await withFiles(["a.csv", "b.csv"]) { bed, folder in
            let (a, b) = (folder.appending(path: "a.csv"), folder.appending(path: "b.csv"))
            let id = try await submit(bed, a)
            let other = try await submit(bed, b)
            for source in [id, other] {
                try await bed.database.execute(
                    """
                    INSERT INTO etl.batches (source_id, sequence, records, loaded, duplicates, rejected, repaired, checksum, is_last, source_bytes,
                        first_record) VALUES ('\(source)', 0, 1, \(source == id ? "1, 0" : "0, 1"), 0, 0, 0, true, 50, 1)
                    """)
            }
            try await bed.database.execute(
                """
                INSERT INTO tokens (address, symbol, origin) SELECT decode('\(Self.row.dropFirst(2))', 'hex'), 'A', number::bigint << 36
                FROM etl.sources WHERE source_id = '\(id)'
                """)
            try FileManager.default.removeItem(at: b)
            let page = try await bed.console.page("/sources/remove?id=\(id)")
            #expect(page.body.contains("LOST:"), "\(page.body)")
            let form = try ActBed.form(on: page)
            #expect(try await bed.console.send("/sources/remove", form: form).status == 400)
            #expect(try await bed.console.post("/sources/remove", ["form": form, "losses": "yes"]).status == 303)
        }
    }

    @Test func aReaderActsOnNoSource() async throws {
        try await ActBed.with([.consoleOperator: nil]) { bed in
            let page = try await bed.console.page("/sources/\(bed.entry.id)")
            #expect(page.status == 200 && !page.body.contains("/sources/re"))
            for path in ["/sources/remove?id=\(bed.entry.id)", "/sources/resubmit?id=\(bed.entry.id)"] {
                let page = try await bed.console.page(path)
                #expect(page.status == 403 && page.body.contains("start it with --operator"), "\(path): \(page.body)")
            }
            #expect(try await bed.console.page("/submit").body.contains("This console only shows."))
            #expect(try await bed.console.post("/submit", ["files": "/etc/passwd"]).status == 405)
        }
    }
}
