import Actions
import Ledger
import Postgres
import Synchronization
import Testing

/// What becomes of an act whose log takes no more results.
@Suite struct LostLogTests {
    private let entry = LogBed.entry

    @Test func nothingMoreIsDoneOnceTheLogTakesNoResults() async throws {
        try await LogBed.with { log, reader, reconnect in
            let process = try await LogBed.process(of: log)
            await #expect(throws: CancellationError.self) {
                _ = try await ActionLog.perform(entry, on: log, reconnect: reconnect) { notes -> Done in
                    try await LogBed.end(process, by: reader)
                    notes.note("3f9a", .done, "retired")
                    try await Task.sleep(for: .seconds(60))
                    return Done(words: "")
                }
            }
            let (action, results) = try await LogBed.newest(reader)
            #expect(action.outcome == "partly" && results.map(\.subject) == ["3f9a"])
            #expect(action.detail == "interrupted, because the log of actions took no more results")
        }
    }

    @Test func nothingIsDoneForLongWhileTheLogHangs() async throws {
        try await LogBed.with { log, reader, _ in
            let isCancelled = Mutex(false)
            let act = Task {
                try await ActionLog.perform(entry, on: log) { notes -> Done in
                    try await reader.execute("BEGIN; LOCK TABLE etl.action_results")
                    notes.note("3f9a", .done, "retired")
                    while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(50)) }
                    isCancelled.withLock { $0 = true }
                    try Task.checkCancellation()
                    return Done(words: "")
                }
            }
            for _ in 0..<600 where !isCancelled.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(50)) }
            #expect(isCancelled.withLock { $0 }, "it goes on")
            try await reader.execute("ROLLBACK")
            await #expect(throws: CancellationError.self) { _ = try await act.value }
            let (action, results) = try await LogBed.newest(reader)
            #expect(action.detail?.contains("took no more results") == true && results.map(\.subject) == ["3f9a"])
        }
    }
}
