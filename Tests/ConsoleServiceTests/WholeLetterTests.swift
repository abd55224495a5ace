import Bus
import NIOHTTP1
import RabbitMQ
import TestSupport
import Testing

@testable import ConsoleService

/// Letters with their headers and bodies, beside real servers.
@Suite(.serialized, .timeLimit(.minutes(3))) struct WholeLetterTests {
    /// Kills a letter, and returns the path of its page.
    private func kill(_ bed: ActBed) async throws -> String {
        try await bed.kill(7)
        let page = try await bed.console.page("/dead", until: "checksum-mismatch")
        let link = try #require(page.body.firstMatch(of: /href="(\/dead\/[0-9a-f]{16})"/), "\(page.body)").1
        return String(link)
    }

    @Test func aVisitFindsHeadersAndBodyAndLeavesTheLetter() async throws {
        try await ActBed.with { bed in
            let path = try await kill(bed)
            #expect(try await !bed.console.page(path).body.contains("etl-sequence"))
            for _ in 0..<2 {
                let page = try await bed.console.page("\(path)?whole=1")
                #expect(page.status == 200 && page.body.contains("<bdi>etl-sequence</bdi>"), "\(page.body)")
                #expect(page.body.contains("<bdi>01 02 03</bdi>"))
            }
            try await bed.bus.wait(until: Stage.load.deadLetterQueue, holds: 1)
        }
    }

    @Test func aRequestBehindOneThatTakesLongEndsWithItsConnection() async throws {
        try await ActBed.with { bed in
            let path = try await kill(bed) + "?whole=1"
            let text = try await bed.console.answers(to: [path, "/sources"])
            #expect(text.hasPrefix("HTTP/1.1 200 OK") && text.contains("etl-sequence"), "\(text)")
            #expect(text.contains("onnection: close"))
        }
    }

    @Test func oneVisitIsUnderWayAtATime() async throws {
        try await ActBed.with { bed in
            let path = try await kill(bed) + "?whole=1"
            let other = try await RabbitMQBrowser.connect(bed.bus.configuration)
            try await other.lock(Stage.deadLetterLock, within: .seconds(30))
            try await withThrowingTaskGroup(of: OpenConsole.Page.self) { pages in
                for _ in 0..<2 { pages.addTask { try await bed.console.page(path) } }
                let first = try await pages.next()
                let refused = try #require(first)
                #expect(refused.status == 503 && refused.headers.first(name: "retry-after") == "1", "\(refused.body)")
                try await other.unlock(Stage.deadLetterLock)
                let second = try await pages.next()
                let shown = try #require(second)
                #expect(shown.status == 200 && shown.body.contains("etl-sequence"), "\(shown.body)")
            }
            await other.close()
        }
    }

    @Test func aLetterThatOthersHoldIsUnavailable() async throws {
        try await ActBed.with { bed in
            let path = try await kill(bed) + "?whole=1"
            let other = try await RabbitMQBrowser.connect(bed.bus.configuration)
            try await other.lock(Stage.deadLetterLock, within: .seconds(30))
            let page = try await bed.console.page(path)
            #expect(page.status == 503 && page.body.contains("try again later"), "\(page.body)")
            await other.close()
            #expect(try await bed.console.page(path).status == 200)
        }
    }

    @Test func aLetterThatIsGoneMeanwhileIsNotFound() async throws {
        try await ActBed.with { bed in
            let path = try await kill(bed)
            for delivery in try await bed.bus.take(1, from: Stage.load.deadLetterQueue) { delivery.ack() }
            try await bed.bus.wait(until: Stage.load.deadLetterQueue, holds: 0)
            let page = try await bed.console.page("\(path)?whole=1")
            #expect(page.status == 404 && page.body.contains("replayed or discarded meanwhile"), "\(page.body)")
        }
    }
}
