import Actions
import Ledger
import Postgres
import Testing

/// The log of what is done, on a database of its own for each test.
@Suite struct ActionLogTests {
    private struct Trouble: Error, CustomStringConvertible {
        let description = "the disk is full"
    }

    private let entry = LogBed.entry

    @Test func theEntryIsThereBeforeTheAct() async throws {
        try await LogBed.with { log, reader, _ in
            let done = try await ActionLog.perform(entry, on: log) { notes in
                let (action, results) = try await LogBed.newest(reader)
                #expect(action.outcome == nil && action.verb == "sources retire" && action.knownBy == "login")
                #expect(results.isEmpty)
                notes.note("3f9a", .done, "retired")
                return Done(words: "1 source")
            }
            #expect(done.words == "1 source")
            let (action, results) = try await LogBed.newest(reader)
            #expect(action.outcome == "done" && action.detail == "1 source" && action.endedAt != nil)
            #expect(results == [ActionResult(subject: "3f9a", outcome: .done, detail: "retired")])
        }
    }

    @Test func aReasonIsLoggedWithoutTheSecretsOfLinks() async throws {
        let actor = Actor(name: "ana", knownBy: .login, address: "127.0.0.1")
        let link = "https://u:5ecret@h/a.csv?sig=5ecret"
        #expect(actor.entry("submit", "a", reason: nil).reason == nil)
        #expect(actor.entry("submit", "a", reason: "see ID-7").reason == "see ID-7")
        let long = actor.entry("submit", "a", reason: String(repeating: "a", count: 1990) + " " + link).reason
        #expect(long.map { (1990...2000).contains($0.utf8.count) && !$0.contains("u:") } == true)
        let entry = actor.entry("submit", "a", reason: "instead of \(link)")
        try await LogBed.with { log, reader, _ in
            _ = try await ActionLog.perform(entry, on: log) { _ in Done(words: "1 source") }
            let reason = try await LogBed.newest(reader).0.reason
            #expect(reason?.contains("5ecret") == false && reason?.hasPrefix("instead of https://") == true)
        }
    }

    @Test func resultsAreThereWhileTheActGoesOn() async throws {
        try await LogBed.with { log, reader, _ in
            _ = try await ActionLog.perform(entry, on: log) { notes in
                notes.note("3f9a", .done, "retired")
                var results: [ActionResult] = []
                for _ in 0..<300 where results.isEmpty {
                    try await Task.sleep(for: .milliseconds(20))
                    results = try await LogBed.newest(reader).1
                }
                #expect(results.map(\.subject) == ["3f9a"])
                notes.note("4b00", .failed, "it is complete")
                return Done(words: "1 of 2")
            }
            let (action, results) = try await LogBed.newest(reader)
            #expect(action.outcome == "partly")
            #expect(results.map(\.outcome) == [.done, .failed])
        }
    }

    @Test func anErrorIsTheResultAndIsThrown() async throws {
        try await LogBed.with { log, reader, _ in
            await #expect(throws: Trouble.self) {
                _ = try await ActionLog.perform(entry, on: log) { _ -> Done in throw Trouble() }
            }
            var action = try await LogBed.newest(reader).0
            #expect(action.outcome == "failed" && action.detail == "the disk is full")
            await #expect(throws: Trouble.self) {
                _ = try await ActionLog.perform(entry, on: log) { notes -> Done in
                    notes.note("3f9a", .done, "retired")
                    throw Trouble()
                }
            }
            action = try await LogBed.newest(reader).0
            #expect(action.outcome == "partly")
        }
    }

    @Test func anInterruptedActIsInTheLog() async throws {
        try await LogBed.with { log, reader, _ in
            let act = Task {
                try await ActionLog.perform(entry, on: log) { notes -> Done in
                    notes.note("3f9a", .done, "retired")
                    try await Task.sleep(for: .seconds(60))
                    return Done(words: "")
                }
            }
            while try await ActionTable.actions(limit: 1, on: reader).isEmpty {
                try await Task.sleep(for: .milliseconds(10))
            }
            act.cancel()
            await #expect(throws: CancellationError.self) { _ = try await act.value }
            let (action, results) = try await LogBed.newest(reader)
            #expect(action.outcome == "partly" && action.detail == "interrupted")
            #expect(results.map(\.subject) == ["3f9a"])
        }
    }

    @Test func nothingIsDoneThatCannotBeEntered() async throws {
        try await LogBed.with { log, _, _ in
            try await log.execute("DROP TABLE etl.actions CASCADE")
            await #expect(throws: PostgresError.self) {
                _ = try await ActionLog.perform(entry, on: log) { _ -> Done in
                    Issue.record("it acts")
                    return Done(words: "")
                }
            }
        }
    }

    @Test func whatIsDoneAndCannotBeWrittenIsTold() async throws {
        try await LogBed.with { log, _, _ in
            let error = await #expect(throws: ActionError.self) {
                _ = try await ActionLog.perform(entry, on: log) { _ -> Done in
                    try await log.execute("DROP TABLE etl.action_results")
                    return Done(words: "")
                }
            }
            #expect(error?.description.contains("it is done, but the log of actions lacks the end of action 1") == true)
        }
    }

    @Test func aLostSessionIsReplacedForTheEnd() async throws {
        try await LogBed.with { log, reader, reconnect in
            let process = try await LogBed.process(of: log)
            let done = try await ActionLog.perform(entry, on: log, reconnect: reconnect) { notes in
                notes.note("3f9a", .done, "retired")
                try await LogBed.end(process, by: reader)
                notes.note("4b00", .done, "retired")
                return Done(words: "2 sources")
            }
            #expect(done.words == "2 sources")
            let (action, results) = try await LogBed.newest(reader)
            #expect(action.outcome == "done" && results.map(\.subject) == ["3f9a", "4b00"])
        }
    }

    @Test func anActionIsUnderWayAsLongAsItsSession() async throws {
        try await LogBed.with { log, reader, _ in
            let number = try await ActionTable.begin(entry, on: log)
            let held = try await ActionTable.held(on: reader)
            #expect(held.contains(number) && !held.contains(number + 1))
            #expect(try await endings(of: number, reader) == ["under way"])
            // As if its process were killed.
            await log.close()
            while try await ActionTable.held(on: reader).contains(number) {
                try await Task.sleep(for: .milliseconds(20))
            }
            let broken = "broken off: the process that acted is gone, or has lost the database"
            #expect(try await endings(of: number, reader) == [broken])
            try await ActionTable.add([ActionResult(outcome: .done, detail: "1 source")], to: number, on: reader)
            #expect(try await endings(of: number, reader) == ["done: 1 source"])
        }
    }

    /// What a list, a report and a page say of an action.
    private func endings(of number: Int64, _ reader: PostgresConnection) async throws -> Set<String> {
        let listed = try await ActionRequest.list(limit: 9, on: reader).first { $0.action.number == number }
        let report = try await ActionRequest.report(number, limit: 9, on: reader)
        let page = try await ActionRequest.page(number, .all, DeadNow(), after: nil, limit: 9, on: reader)
        return Set([try #require(listed).ending, try #require(report).action.ending, try #require(page).known.ending])
    }

    @Test func eachActionOfAListIsKnown() async throws {
        try await LogBed.with { log, reader, _ in
            let numbers = [try await ActionTable.begin(entry, on: log), try await ActionTable.begin(entry, on: log)]
            let gone = try await ActionTable.begin(entry, on: reader)
            try await reader.execute("SELECT pg_advisory_unlock_all()")
            try await ActionTable.add([ActionResult(outcome: .done, detail: "")], to: numbers[0], on: log)
            let list = try await ActionRequest.list(limit: 9, on: reader)
            #expect(list.map(\.action.number) == [gone, numbers[1], numbers[0]])
            #expect(list.map(\.isUnderWay) == [false, true, false])
            #expect(list.map(\.isBrokenOff) == [true, false, false])
            let older = try await ActionRequest.list(before: gone, limit: 1, on: reader)
            #expect(older.map(\.action.number) == [numbers[1]] && older.first?.isUnderWay == true)
        }
    }

    @Test func namesWhoRunsTheProcess() {
        let actor = Actor.ofThisProcess
        #expect(!actor.name.isEmpty && !actor.address.isEmpty && actor.knownBy == .system)
    }
}
