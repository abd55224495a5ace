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

/// What an operator does in the console, beside real servers.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ActTests {
    private func withBed(
        _ more: [SettingKey: String?] = [:], _ body: @escaping @Sendable (ActBed) async throws -> Void
    ) async throws {
        try await ActBed.with(more, body)
    }

    @Test func replaysWhatThePreviewHasShownAndNothingElse() async throws {
        try await withBed { bed in
            try await bed.kill(1)
            try await bed.kill(2)
            let offered = try await bed.console.page("/dead?reason=checksum-mismatch", until: "Replay these 2 letters")
            #expect(!offered.body.contains("Discard"), "nothing says where letters are kept")
            let unkept = try await bed.console.page("/dead/discard?stage=load")
            #expect(unkept.status == 403 && unkept.body.contains("--exports"), "\(unkept.body)")
            let form = try await bed.form(
                "/dead/replay?stage=load&reason=checksum-mismatch", until: "Replay these 2 letters")
            // It comes after the look, and matches the filter.
            try await bed.kill(3)
            let sent = try await bed.console.send("/dead/replay", form: form, reason: "the+disk+was+full%21")
            #expect(sent.status == 303 && sent.headers.first(name: "location") == "/log/1", "\(sent.body)")
            let page = try await bed.console.page("/log/1", until: "done: 2 dead letters")
            #expect(page.body.contains("the disk was full!") && page.body.contains("Since then: 2 under way."))
            #expect(try await bed.bus.take(2, from: Stage.load.workQueue).count == 2)
            let actions = try await bed.actions()
            #expect(actions.map(\.verb) == ["dead-letters replay"] && actions.first?.subjects == 2)
            #expect(actions.first?.knownBy == "link" && actions.first?.address == "127.0.0.1")
            _ = try await bed.console.page("/dead", until: "1 dead letter,")
        }
    }

    @Test func theReasonIsLoggedWithoutTheSecretsOfLinks() async throws {
        try await withBed { bed in
            try await bed.kill(1)
            let form = try await bed.form("/dead/replay?stage=load", until: "Replay this letter")
            let reason = "from https://u:5ecret@h/a.csv?sig=5ecret"
            #expect(try await bed.console.post("/dead/replay", ["form": form, "reason": reason]).status == 303)
            let page = try await bed.console.page("/log/1", until: "done: 1 dead letter")
            #expect(!page.body.contains("5ecret"), "\(page.body)")
            let stored = try await bed.actions().first?.reason
            #expect(stored == "from https://…@h/a.csv", "\(stored ?? "none")")
        }
    }

    @Test func thePreviewAndTheLogTellWhatHasComeSince() async throws {
        try await withBed { bed in
            try await bed.kill(1)
            let page = try await bed.console.page("/dead/replay?stage=load", until: "Replay this letter")
            #expect(page.body.contains("<td><bdi>/a.csv</bdi></td>"), "\(page.body)")
            #expect(page.body.contains("No other letter matches by now."), "\(page.body)")
            let path = String(try #require(page.body.firstMatch(of: /data-from="([^"]+)"/)).1)
            try await bed.kill(2)
            let again = try await bed.console.page(path, until: "1 more letter matches by now")
            #expect(again.body.contains("1 more letter matches by now: not meant"), "\(again.body)")
            #expect(
                again.body.contains("Replay this letter") && again.body.contains("href=\"/dead/replay?stage=load\""))
            let form = try ActBed.form(on: page)
            #expect(try ActBed.form(on: again) == form)
            let other = try await bed.console.another()
            #expect(try await other.page(path).status == 404, "a preview is that of its session")
            #expect(try await bed.console.send("/dead/replay", form: form).status == 303)
            let log = try await bed.console.page("/log/1", until: "done: 1 dead letter;")
            #expect(log.body.contains("1 more matched by then: not meant by the preview"), "\(log.body)")
        }
    }

    @Test func aDoubleClickIsHarmless() async throws {
        try await withBed { bed in
            try await bed.kill(1)
            let form = try await bed.form("/dead/replay", until: "Replay this letter")
            let sent = try await withThrowingTaskGroup { group in
                for _ in 0..<5 { group.addTask { try await bed.console.send("/dead/replay", form: form).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(sent == [303, 303, 303, 303, 303])
            _ = try await bed.console.page("/log/1", until: "done: 1 dead letter")
            let again = try await bed.console.send("/dead/replay", form: form)
            #expect(again.status == 303 && again.headers.first(name: "location") == "/log/1")
            #expect(try await bed.actions().count == 1)
        }
    }

    @Test func tellsWhatBecameOfThem() async throws {
        try await withBed { bed in
            try await bed.kill(1)
            try await bed.kill(2)
            let form = try await bed.form("/dead/replay", until: "Replay these 2 letters")
            _ = try await bed.console.send("/dead/replay", form: form)
            _ = try await bed.console.page("/log/1", until: "done: 2 dead letters")
            try await bed.database.execute(
                "INSERT INTO etl.batches VALUES ('\(bed.entry.id)', 1, 10, 10, 0, 0, 0, 0, false, 50)")
            try await bed.kill(2, replays: 1)
            let page = try await bed.console.page("/log/1", until: "Since then: 1 loaded, 1 died again.")
            #expect(page.body.contains("Since then: 1 loaded, 1 died again."), "\(page.body)")
        }
    }

    @Test func whatDiesAgainAndIsDiscardedIsNotUnderWay() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "letters-\(UUID())")
        defer { try? FileManager.default.removeItem(at: directory) }
        try await withBed([.consoleExports: directory.path]) { bed in
            try await bed.kill(1)
            let first = try await bed.form("/dead/replay", until: "Replay this letter")
            _ = try await bed.console.send("/dead/replay", form: first)
            _ = try await bed.console.page("/log/1", until: "Since then: 1 under way.")
            _ = try await bed.console.page("/dead", until: "No dead letters.")
            try await bed.kill(1, replays: 1)
            let second = try await bed.form("/dead/discard", until: "Discard this letter")
            _ = try await bed.console.send("/dead/discard", form: second)
            let page = try await bed.console.page("/log/1", until: "Since then: 1 discarded.")
            #expect(page.body.contains("Since then: 1 discarded.") && page.body.contains("data-rested"), "\(page.body)")
            #expect(try await !bed.console.page("/log/2").body.contains("Since then"))
        }
    }

    @Test func keepsLettersBeforeItDiscardsThem() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "letters-\(UUID())")
        defer { try? FileManager.default.removeItem(at: directory) }
        try await withBed([.consoleExports: directory.path]) { bed in
            try await bed.kill(1)
            let page = try await bed.console.page("/dead/discard", until: "Discard this letter")
            let words = "It will not complete until it is submitted again (`etl sources resubmit`) or removed."
            #expect(page.body.contains("1 source of these letters is incomplete. \(words)"), "\(page.body)")
            #expect(try await !bed.console.page("/dead/replay").body.contains("will not complete"))
            let form = try ActBed.form(on: page)
            #expect(try await bed.console.send("/dead/replay", form: form).status == 409, "a form is for its own act")
            #expect(try await bed.console.send("/dead/discard", form: form).status == 303, "and not used up by another")
            let log = try await bed.console.page("/log/1", until: "done: 1 dead letter")
            #expect(log.body.contains(words), "\(log.body)")
            let kept = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            #expect(kept.count { $0.hasSuffix(".json") } == 1, "\(kept)")
            _ = try await bed.console.page("/dead", until: "No dead letters.")
        }
    }

    @Test func whatLettersHoldIsLoggedWithoutNUL() async throws {
        try await withBed { bed in
            try await bed.kill(1, reason: "a\u{0}b")
            try await bed.kill(2)
            let form = try await bed.form("/dead/replay", until: "Replay these 2 letters")
            #expect(try await bed.console.send("/dead/replay", form: form, reason: "c%00d").status == 303)
            let page = try await bed.console.page("/log/1", until: "done: 2 dead letters")
            #expect(page.body.contains("ab") && page.body.contains("cd"), "\(page.body)")
            #expect(try await ActionTable.results(of: 1, limit: 9, on: bed.database).count == 2)
        }
    }

    @Test func refusesFormsOfOthers() async throws {
        try await withBed { bed in
            try await bed.kill(1)
            let form = try await bed.form("/dead/replay", until: "Replay this letter")
            let other = try await bed.console.another()
            #expect(try await other.send("/dead/replay", form: form).status == 409, "it is of another session")
            #expect(try await bed.console.send("/dead/replay", form: form, origin: "http://127.0.0.1:1").status == 403)
            #expect(try await bed.console.send("/dead/replay", form: String(form.dropLast())).status == 409)
            #expect(try await bed.console.send("/log", form: form).status == 400)
            let plain = try await bed.console.page(
                "/dead/replay", method: .POST, headers: ["Origin": "null", "Content-Type": "text/plain"],
                body: "form=\(form)")
            #expect(plain.status == 403)
            let large = try await bed.console.send(
                "/dead/replay", form: form, reason: String(repeating: "a", count: 100_000))
            #expect(large.status == 400)
            #expect(try await bed.actions().isEmpty)
            #expect(
                try await bed.console.send("/dead/replay", form: form).status == 303, "none of these has used it up")
        }
    }

    @Test func nothingIsDoneThatCannotBeLogged() async throws {
        try await withBed { bed in
            try await bed.kill(1)
            let form = try await bed.form("/dead/replay", until: "Replay this letter")
            try await bed.database.execute("ALTER TABLE etl.actions RENAME TO away")
            let refused = try await bed.console.send("/dead/replay", form: form)
            #expect(refused.status == 500 && refused.body.contains("Nothing was done"), "\(refused.body)")
            try await bed.database.execute("ALTER TABLE etl.away RENAME TO actions")
            #expect(try await bed.bus.depth(of: Stage.load.deadLetterQueue) == 1)
            #expect(try await bed.console.send("/dead/replay", form: form).status == 303, "the form can be sent again")
            _ = try await bed.console.page("/log", until: "done: 1 dead letter")
        }
    }

    @Test func aConsoleThatOnlyShowsTakesNoForm() async throws {
        try await withBed([.consoleOperator: nil]) { bed in
            try await bed.kill(1)
            let page = try await bed.console.page("/dead", until: "1 dead letter,")
            #expect(!page.body.contains("Replay"))
            for path in ["/dead/replay", "/dead/discard?stage=load"] {
                let page = try await bed.console.page(path)
                #expect(page.status == 403 && page.body.contains("start it with --operator"), "\(path): \(page.body)")
            }
            #expect(try await bed.console.send("/dead/replay", form: String(repeating: "0", count: 64)).status == 405)
        }
    }
}
