import Bus
import Ledger
import NIOHTTP1
import TestSupport
import Testing

@testable import ConsoleService

/// Letters that an operator chooses one by one, and what became of many.
@Suite(.serialized, .timeLimit(.minutes(3))) struct TickTests {
    /// The ids on a page of letters.
    private func ids(_ page: OpenConsole.Page) -> [String] {
        page.body.matches(of: /name="id" value="([0-9a-f]{16})"/).map { String($0.1) }
    }

    @Test func onlyTickedLettersAreActedOn() async throws {
        try await ActBed.with { bed in
            for number in 1...3 { try await bed.kill(number) }
            let list = try await bed.console.page("/dead", until: "3 dead letters")
            let all = ids(list)
            #expect(all.count == 3)
            let path = "/dead/replay?ticked=1&id=\(all[0])&id=\(all[2])&id=0123456789abcdef"
            let page = try await bed.console.page(path)
            #expect(page.body.contains("Replay these 2 letters"))
            #expect(page.body.contains("1 of the ticked letters is not there any more."))
            #expect(try await bed.console.send("/dead/replay", form: ActBed.form(on: page)).status == 303)
            _ = try await bed.console.page("/log/1", until: "done: 2 dead letters")
            let left = try await bed.console.page("/dead", until: "1 dead letter,")
            #expect(ids(left) == [all[1]])
        }
    }

    @Test func noTickIsNoLetter() async throws {
        try await ActBed.with { bed in
            try await bed.kill(1)
            _ = try await bed.console.page("/dead", until: "1 dead letter,")
            for query in ["ticked=1", "id=0123456789abcdef", "ticked=1&id=%3Cb%3E", "ticked=1&id="] {
                let page = try await bed.console.page("/dead/replay?\(query)")
                #expect(page.status == 200 && page.body.contains("No dead letter is chosen"), "\(query)")
                #expect(!page.body.contains("name=\"form\""), "\(query)")
            }
            let many = (0..<300).map { "id=0123456789abc\($0 + 100)" }.joined(separator: "&")
            let page = try await bed.console.page("/dead/replay?\(many)")
            #expect(page.status == 200 && page.body.contains("200 of the ticked letters"))
        }
    }

    @Test func allOfAPageAreTickedWithoutAScript() async throws {
        try await ActBed.with { bed in
            try await bed.kill(1)
            try await bed.kill(2)
            let page = try await bed.console.page("/dead", until: "2 dead letters")
            #expect(page.body.contains("href=\"/dead?tick=page\"") && !page.body.contains(" checked>"))
            let ticked = try await bed.console.page("/dead?tick=page")
            #expect(ticked.body.matches(of: /\ checked>/).count == 2 && ticked.body.contains("Tick none"))
        }
    }

    @Test func manyResultsComeInPages() async throws {
        try await ActBed.with { bed in
            let entry = ActionEntry(
                actor: "ana", knownBy: .system, address: "host", verb: "dead-letters replay", selection: "",
                subjects: (0..<1000).map { "\($0)" })
            let number = try await ActionTable.begin(entry, on: bed.database)
            let results = (0..<450).map { number in
                ActionResult(
                    subject: "letter-\(number)-", outcome: number % 10 == 0 ? .failed : .done, detail: "",
                    batch: ReplayedBatch(source: "\(bed.entry.id)", sequence: number))
            }
            try await ActionTable.add(results, to: number, on: bed.database)
            var seen: Set<String> = []
            var path = "/log/\(number)"
            for expected in [200, 200, 50] {
                let page = try await bed.console.page(path)
                let found = page.body.matches(of: /letter-[0-9]+-/).map { String($0.0) }
                #expect(found.count == expected && page.body.contains("under way, 450 of 1,000 so far"))
                #expect(page.body.contains("<progress max=\"100\" value=\"45\""))
                seen.formUnion(found)
                path = String(page.body.firstMatch(of: /href="(\/log\/[^"]+)">later/)?.1 ?? "")
            }
            #expect(seen.count == 450 && path.isEmpty)
            let failed = try await bed.console.page("/log/\(number)?only=failed")
            #expect(failed.body.matches(of: /letter-[0-9]+-/).count == 45)
            try await bed.kill(7, replays: 1)
            let again = try await bed.console.page("/log/\(number)?only=died-again", until: "died again 1<")
            #expect(again.body.matches(of: /letter-[0-9]+-/).map { String($0.0) } == ["letter-7-"])
            #expect(try await bed.console.page("/log/\(number)?only=x&after=1.2.3").status == 200)
        }
    }
}
