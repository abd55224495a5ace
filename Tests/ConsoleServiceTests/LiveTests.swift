import Ledger
import NIOHTTP1
import Postgres
import ServiceSettings
import Synchronization
import TestSupport
import Testing

@testable import ConsoleService

/// The streams that keep pages fresh, beside real servers.
@Suite(.serialized, .timeLimit(.minutes(3))) struct LiveTests {
    @Test func aStreamTellsOfEachLook() async throws {
        try await OpenConsole.servingAlone { console, connection in
            let first = try await console.events(until: "nothing has been submitted yet")
            #expect(
                first.contains("event: look\nid: 2")
                    && first.contains("data: <p class=\"verdict well\" role=\"status\">"))
            try await connection.execute("ALTER TABLE etl.sources RENAME TO away")
            let later = try await console.events(until: "Not known:")
            #expect(later.contains("verdict unknown"), "\(later)")
        }
    }

    @Test func nobodyListensWithoutASession() async throws {
        try await OpenConsole.servingAlone { console, _ in
            #expect(try await console.withoutSession.page("/live").status == 401)
            #expect(try await console.withoutSession.page("/live.js").status == 401)
            let script = try await console.page("/live.js")
            #expect(script.headers.first(name: "content-type") == "text/javascript; charset=utf-8")
        }
    }

    @Test func theHeadAloneTakesNoStream() async throws {
        try await OpenConsole.servingAlone { console, _ in
            for _ in 0..<8 {
                let head = try await console.page("/live", method: .HEAD)
                #expect(head.status == 200 && head.body.isEmpty)
                #expect(head.headers.first(name: "content-type") == "text/event-stream")
                #expect(head.headers.first(name: "content-length") == nil)
            }
            _ = try await console.events(until: "event: look")
            #expect(try await console.withoutSession.page("/live", method: .HEAD).status == 401)
        }
    }

    @Test func aSessionHasFewStreamsAndTheEndOfTheConsoleEndsThem() async throws {
        let held = Held()
        try await OpenConsole.servingAlone { console, _ in
            for _ in 0..<8 { held.add(console) }
            for _ in 0..<200 where held.refused < 2 { try await Task.sleep(for: .milliseconds(50)) }
            #expect(held.refused == 2)
            // Other pages are answered as before, and the console ends with all streams open.
            #expect(try await console.page("/").status == 200)
        }
        await held.end()
    }

    @Test func aStreamIsGivenBackAsSoonAsItsBrowserIsGone() async throws {
        try await OpenConsole.servingAlone { console, connection in
            _ = try await console.events(until: "event: look")
            // Then no look comes, so nothing is written to a stream after its beginning.
            try await connection.execute("BEGIN; LOCK TABLE etl.sources IN ACCESS EXCLUSIVE MODE")
            for number in 0..<12 {
                var isOpen = false
                for _ in 0..<200 where !isOpen {
                    isOpen = try await opensAndLeaves(console)
                    if !isOpen { try await Task.sleep(for: .milliseconds(20)) }
                }
                #expect(isOpen, "\(number)")
            }
            try await connection.execute("COMMIT")
        }
    }

    /// Whether the console begins a stream, of which no more is read.
    private func opensAndLeaves(_ console: OpenConsole) async throws -> Bool {
        let first = Mutex("")
        try await console.parts(of: "/live") { bytes in
            first.withLock { $0 = String(decoding: bytes, as: UTF8.self) }
            return false
        }
        return first.withLock { $0.hasPrefix("HTTP/1.1 200 ") }
    }

    /// Streams that are read until the console ends.
    private final class Held: Sendable {
        private struct State {
            var streams: [Task<Void, Never>] = []
            var refused = 0
        }

        private let state = Mutex(State())

        var refused: Int { state.withLock { $0.refused } }

        func add(_ console: OpenConsole) {
            let stream = Task { [self] in
                if (try? await console.hold()) == 503 { state.withLock { $0.refused += 1 } }
            }
            state.withLock { $0.streams.append(stream) }
        }

        func end() async {
            for stream in state.withLock({ $0.streams }) { await stream.value }
        }
    }
}
