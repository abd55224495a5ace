import Bus
import DeadLetters
import Foundation
import Ledger
import NIOHTTP1
import Postgres
import RabbitMQ
import ServiceSettings
import SystemPackage
import TestSupport
import Testing

@testable import ConsoleService

/// Letters that differ in nothing, and so have one id, beside real servers.
@Suite(.serialized, .timeLimit(.minutes(3))) struct IdenticalLetterTests {
    private static let queue = Stage.load.deadLetterQueue

    /// Takes one letter away, as another operator may.
    private func takeOne(_ bed: ActBed, leaving count: Int) async throws {
        for delivery in try await bed.bus.take(1, from: Self.queue) { delivery.ack() }
        try await bed.bus.wait(until: Self.queue, holds: count)
    }

    private func path(of preview: OpenConsole.Page) throws -> String {
        String(try #require(preview.body.firstMatch(of: /data-from="([^"]+)"/), "\(preview.body)").1)
    }

    @Test func oneThatIsGoneIsMissed() async throws {
        try await ActBed.with { bed in
            for _ in 0..<3 { try await bed.kill(1) }
            let page = try await bed.console.page("/dead/replay?stage=load", until: "Replay these 3 letters")
            let form = try ActBed.form(on: page)
            try await takeOne(bed, leaving: 2)
            let words = "1 of these letters is not there any more."
            let again = try await bed.console.page(try path(of: page), until: words)
            #expect(again.body.contains(words) && again.body.contains("Replay these 2 letters"), "\(again.body)")
            #expect(try await bed.console.send("/dead/replay", form: form).status == 303)
            let log = try await bed.console.page("/log/1", until: "done: ")
            #expect(log.body.contains("done: 2 dead letters, 1 not there any more."), "\(log.body)")
        }
    }

    @Test func oneThatHasComeSinceStays() async throws {
        try await ActBed.with { bed in
            try await bed.kill(1)
            let page = try await bed.console.page("/dead/replay?stage=load", until: "Replay this letter")
            let form = try ActBed.form(on: page)
            try await bed.kill(1)
            let again = try await bed.console.page(try path(of: page), until: "1 more letter matches by now")
            #expect(again.body.contains("1 more letter matches by now: not meant"), "\(again.body)")
            #expect(again.body.contains("Replay this letter") && !again.body.contains("any more"), "\(again.body)")
            #expect(try await bed.console.send("/dead/replay", form: form).status == 303)
            let log = try await bed.console.page("/log/1", until: "done: ")
            #expect(log.body.contains("done: 1 dead letter; 1 more matched by then"), "\(log.body)")
            try await bed.bus.wait(until: Self.queue, holds: 1)
        }
    }

    @Test func theTickedOnesAreMissedEach() async throws {
        try await ActBed.with { bed in
            for _ in 0..<2 { try await bed.kill(1) }
            let page = try await bed.console.page("/dead", until: "2 dead letters,")
            let id = String(try #require(page.body.firstMatch(of: /href="\/dead\/([0-9a-f]{16})"/), "\(page.body)").1)
            let ticked = "/dead/replay?ticked=1&id=\(id)&id=\(id)"
            let preview = try await bed.console.page(ticked)
            #expect(preview.body.contains("Replay these 2 letters") && !preview.body.contains("any more"))
            try await takeOne(bed, leaving: 1)
            let words = "1 of the ticked letters is not there any more."
            let later = try await bed.console.page(ticked, until: words)
            #expect(later.body.contains(words) && later.body.contains("Replay this letter"), "\(later.body)")
        }
    }

    @Test func allThatAreDiscardedComeBack() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "letters-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await ActBed.with([.consoleExports: directory]) { bed in
            for _ in 0..<3 { try await bed.kill(1) }
            let form = try await bed.form("/dead/discard?stage=load", until: "Discard these 3 letters")
            #expect(try await bed.console.send("/dead/discard", form: form).status == 303)
            let log = try await bed.console.page("/log/1", until: "done: ")
            #expect(log.body.contains("done: 3 dead letters"), "\(log.body)")
            try await bed.bus.wait(until: Self.queue, holds: 0)
            let names = try LetterImport.names(in: FilePath(directory))
            #expect(names.count == 3)
            let browser = try await RabbitMQBrowser.connect(bed.bus.configuration)
            for (imported, present) in [(3, 0), (0, 3)] {
                let outcome = try await DeadLetterQueues.importLetters(names, from: FilePath(directory), on: browser)
                #expect(outcome.imported == imported && outcome.present == present && outcome.damaged.isEmpty)
                try await bed.bus.wait(until: Self.queue, holds: 3)
            }
            await browser.close()
        }
    }
}
