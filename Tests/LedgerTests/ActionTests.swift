import ETLModels
import Ledger
import Postgres
import Testing

@Suite(.ownDatabase) struct ActionTests {
    private func entry(_ verb: String = "dead-letters replay", reason: String? = nil) -> ActionEntry {
        ActionEntry(
            actor: "ana", knownBy: .system, address: "host", verb: verb, selection: "3f9a", subjects: ["3f9a", "4b00"],
            reason: reason)
    }

    @Test func anActionHasNoEndUntilItHasOne() async throws {
        let connection = try await OwnDatabase.migrated()
        let number = try await ActionTable.begin(entry(reason: "it was the disk"), on: connection)
        let begun = try #require(try await ActionTable.action(number, on: connection))
        #expect(begun.actor == "ana" && begun.knownBy == "system" && begun.address == "host")
        #expect(begun.verb == "dead-letters replay" && begun.selection == "3f9a" && begun.subjects == 2)
        #expect(begun.reason == "it was the disk")
        #expect(begun.endedAt == nil && begun.outcome == nil && begun.detail == nil)
        let results = [
            ActionResult(subject: "3f9a", outcome: .done, detail: "moved"),
            ActionResult(subject: "4b00", outcome: .failed, detail: "it was \"not\" {there},"),
            ActionResult(outcome: .partly, detail: "1 of 2"),
        ]
        try await ActionTable.add(results, to: number, on: connection)
        let ended = try #require(try await ActionTable.action(number, on: connection))
        #expect(ended.endedAt != nil && ended.outcome == "partly" && ended.detail == "1 of 2")
        #expect(try await ActionTable.results(of: number, limit: 9, on: connection) == Array(results.prefix(2)))
        #expect(try await ActionTable.results(of: number, limit: 1, on: connection) == [results[0]])
        #expect(try await ActionTable.action(number + 1, on: connection) == nil)
    }

    @Test func textsOfMessagesAreLoggedWhateverTheyHold() async throws {
        let connection = try await OwnDatabase.migrated()
        // As characters, these are neither NUL nor a quote: a mark joins each.
        let number = try await ActionTable.begin(entry(reason: "c\0\u{301}d"), on: connection)
        let detail = "a\0\u{301}\"\u{301}\\\u{301}b"
        try await ActionTable.add(
            [ActionResult(subject: "\0\u{200D}", outcome: .failed, detail: detail)], to: number, on: connection)
        let result = try #require(try await ActionTable.results(of: number, limit: 9, on: connection).first)
        #expect(result.detail.utf8.elementsEqual("a\u{301}\"\u{301}\\\u{301}b".utf8))
        #expect(try await ActionTable.action(number, on: connection)?.reason?.utf8.count == 4)
    }

    @Test func resultsComeInPagesAndTellWhatBecameOfLetters() async throws {
        let connection = try await OwnDatabase.migrated()
        let id = SourceID(uri: "/a.csv", size: 1, modified: 0)
        let source = SourceEntry(
            id: id, uri: "/a.csv", kind: .tokens, format: "csv", columns: ["address"], bytes: 100, modified: 0,
            batchRecords: 1000)
        _ = try await SourceTable.register([source], on: connection)
        try await connection.execute("INSERT INTO etl.batches VALUES ('\(id)', 0, 10, 10, 0, 0, 0, 0, false, 50)")
        let number = try await ActionTable.begin(entry(), on: connection)
        let results = (0..<25).map { sequence in
            ActionResult(
                subject: "letter \(sequence % 5)", outcome: sequence == 24 ? .failed : .done, detail: "\(sequence)",
                batch: sequence == 24 ? nil : ReplayedBatch(source: "\(id)", sequence: sequence))
        }
        // At one time, and several of a subject: the order is that of the rows then.
        try await ActionTable.add(results, to: number, on: connection)
        let dead = DeadNow([
            .init(id: "new", source: "\(id)", sequence: 3), .init(id: "new", source: "\(id)", sequence: 0),
            .init(id: "letter 4", source: "\(id)", sequence: 4),
        ])
        var pages: [[String]] = []
        var place: ResultPlace?
        repeat {
            let page = try await ActionTable.results(of: number, .all, dead, after: place, limit: 10, on: connection)
            pages.append(page.results.map(\.detail))
            place = page.next.flatMap { ResultPlace($0.description) }
        } while place != nil && pages.count < 9
        #expect(pages.map(\.count) == [10, 10, 5])
        #expect(Set(pages.joined()).count == 25)
        let again = try await ActionTable.results(of: number, .diedAgain, dead, after: nil, limit: 10, on: connection)
        #expect(again.results.map(\.detail) == ["3"] && again.next == nil)
        let failed = try await ActionTable.results(of: number, .failed, dead, after: nil, limit: 1, on: connection)
        #expect(failed.results.map(\.detail) == ["24"] && failed.next == nil)
        let tally = try await ActionTable.tally(of: number, dead, on: connection)
        #expect(tally == ActionTally(results: 25, failed: 1, loaded: 1, diedAgain: 1, underWay: 22))
    }

    @Test func aLetterThatWasDiscardedLaterIsNotUnderWay() async throws {
        let connection = try await OwnDatabase.migrated()
        let batches = (0..<3).map { ReplayedBatch(source: "\(SourceID(words: (1, 2)))", sequence: $0) }
        let letters = batches.enumerated().map { number, batch in
            ActionResult(subject: "letter \(number)", outcome: .done, detail: "", batch: batch)
        }
        let earlier = try await ActionTable.begin(entry("dead-letters discard"), on: connection)
        try await ActionTable.add([letters[0]], to: earlier, on: connection)
        let replay = try await ActionTable.begin(entry(), on: connection)
        try await ActionTable.add(letters, to: replay, on: connection)
        let discard = try await ActionTable.begin(entry("dead-letters discard"), on: connection)
        let discards = [
            ActionResult(subject: "new 1", outcome: .done, detail: "", batch: batches[1]),
            ActionResult(subject: "new 2", outcome: .failed, detail: "", batch: batches[2]),
        ]
        try await ActionTable.add(discards, to: discard, on: connection)
        let tally = try await ActionTable.tally(of: replay, DeadNow(), on: connection)
        #expect(tally == ActionTally(results: 3, discarded: 1, underWay: 2))
        let results = try await ActionTable.results(of: replay, limit: 9, on: connection)
        #expect(results.map { $0.batch?.isDiscarded } == [false, true, false])
        // Nothing of a discard is under way, and it has no fates.
        let own = try await ActionTable.tally(of: discard, DeadNow(), on: connection)
        #expect(own == ActionTally(results: 2, failed: 1))
        #expect(try await ActionTable.results(of: discard, limit: 9, on: connection).map(\.batch) == [nil, nil])
    }

    @Test func aDiscardTellsWhichSourcesStayIncomplete() async throws {
        let connection = try await OwnDatabase.migrated()
        let ids = [SourceID(words: (7, 1)), SourceID(words: (7, 2)), SourceID(words: (7, 3)), SourceID(words: (7, 4))]
        let entries = ids.map { id in
            SourceEntry(
                id: id, uri: "/\(id).csv", kind: .tokens, format: "csv", columns: ["address"], bytes: 100,
                modified: 1_500_000_000, batchRecords: 1000)
        }
        _ = try await SourceTable.register(entries, on: connection)
        try await SourceTable.markSubmitted(ids, on: connection)
        let letters: [(source: Int, sequence: Int?, outcome: ActionResult.Outcome)] = [
            (0, 0, .done), (0, 1, .done), (1, 0, .done), (2, nil, .done), (3, 0, .failed),
        ]
        let results = letters.enumerated().map { number, letter in
            ActionResult(
                subject: "letter \(number)", outcome: letter.outcome, detail: "",
                batch: ReplayedBatch(source: "\(ids[letter.source])", sequence: letter.sequence))
        }
        let (replay, discard) = (
            try await ActionTable.begin(entry(), on: connection),
            try await ActionTable.begin(entry("dead-letters discard"), on: connection)
        )
        for number in [replay, discard] { try await ActionTable.add(results, to: number, on: connection) }
        func incomplete(_ number: Int64) async throws -> Int {
            try await ActionTable.incompleteSources(ofDiscard: number, on: connection)
        }
        #expect(try await incomplete(replay) == 0)
        #expect(try await incomplete(discard) == 3)
        try await connection.execute("INSERT INTO etl.batches VALUES ('\(ids[1])', 0, 10, 10, 0, 0, 0, 0, false, 50)")
        #expect(try await incomplete(discard) == 2, "the batch of the letter is loaded")
        try await SourceTable.markSubmitted([ids[2]], on: connection)
        #expect(try await incomplete(discard) == 1, "the source is submitted again")
        try await connection.execute("UPDATE etl.sources SET retired_at = now() WHERE source_id = '\(ids[0])'")
        #expect(try await incomplete(discard) == 0)
    }

    /// Registers sources, and enters the first batch of each.
    private func begunSources(_ numbers: Range<UInt64>, on connection: PostgresConnection) async throws -> [SourceID] {
        let sources = numbers.map { number in
            SourceEntry(
                id: SourceID(words: (1, number)), uri: "/\(number).csv", kind: .tokens, format: "csv",
                columns: ["address"], bytes: 100, modified: 0, batchRecords: 1000)
        }
        _ = try await SourceTable.register(sources, on: connection)
        for source in sources {
            try await connection.execute(
                "INSERT INTO etl.batches VALUES ('\(source.id)', 0, 10, 10, 0, 0, 0, 0, false, 50)")
        }
        return sources.map(\.id)
    }

    @Test func aJobIsUnderWayUntilItsSourceIsComplete() async throws {
        let connection = try await OwnDatabase.migrated()
        let sources = try await begunSources(0..<4, on: connection)
        try await connection.execute("UPDATE etl.sources SET batches = 2 WHERE source_id = '\(sources[0])'")
        let jobs = sources.map { ReplayedBatch(source: "\($0)", sequence: nil) }
        let letters = jobs.enumerated().map { number, job in
            ActionResult(subject: "letter \(number)", outcome: .done, detail: "", batch: job)
        }
        let replay = try await ActionTable.begin(entry(), on: connection)
        // Two slices of the first source; what a letter is about may be unknown.
        let others = [
            ActionResult(subject: "letter 9", outcome: .done, detail: "", batch: jobs[0]),
            ActionResult(subject: "unknown", outcome: .done, detail: ""),
        ]
        try await ActionTable.add(letters + others, to: replay, on: connection)
        let discard = try await ActionTable.begin(entry("dead-letters discard"), on: connection)
        let gone = ActionResult(subject: "new 3", outcome: .done, detail: "", batch: jobs[3])
        try await ActionTable.add([gone], to: discard, on: connection)
        let dead = DeadNow([
            .init(id: "new 2", source: "\(sources[2])", sequence: nil),
            .init(id: "letter 1", source: "\(sources[1])", sequence: nil),
            .init(id: "of a batch", source: "\(sources[1])", sequence: 0),
        ])
        let early = try await ActionTable.tally(of: replay, dead, on: connection)
        #expect(early == ActionTally(results: 6, diedAgain: 1, discarded: 1, underWay: 3))
        try await connection.execute("UPDATE etl.sources SET batches = 1 WHERE source_id = '\(sources[0])'")
        let late = try await ActionTable.tally(of: replay, dead, on: connection)
        #expect(late == ActionTally(results: 6, loaded: 2, diedAgain: 1, discarded: 1, underWay: 1))
        let results = try await ActionTable.results(of: replay, limit: 9, on: connection)
        let loaded = results.filter { $0.batch?.isLoaded == true }.map(\.subject)
        #expect(loaded == ["letter 0", "letter 9"])
        let again = try await ActionTable.results(of: replay, .diedAgain, dead, after: nil, limit: 9, on: connection)
        #expect(again.results.map(\.subject) == ["letter 2"])
    }

    @Test(arguments: ["", "1", "1.", ".1", "1.2.3", "-1.2", "4294967296.1", "1.65536", "(1,2)", "1.2; DROP"])
    func aPlaceIsTwoNumbers(_ text: String) {
        #expect(ResultPlace(text) == nil)
        #expect(ResultPlace("4294967295.65535")?.description == "4294967295.65535")
    }

    @Test func theNewestComesFirstAndPagesGoBack() async throws {
        let connection = try await OwnDatabase.migrated()
        var numbers: [Int64] = []
        for verb in ["submit", "sources retire", "log"] {
            numbers.append(try await ActionTable.begin(entry(verb), on: connection))
        }
        let newest = try await ActionTable.actions(limit: 2, on: connection)
        #expect(newest.map(\.verb) == ["log", "sources retire"])
        #expect(try await ActionTable.actions(before: numbers[1], limit: 9, on: connection).map(\.verb) == ["submit"])
    }

    @Test func nobodyButTheOwnerTakesBackWhatIsThere() async throws {
        let connection = try await OwnDatabase.migrated()
        let number = try await ActionTable.begin(entry(), on: connection)
        for role in ["etl_console", "etl_submitter"] {
            try await connection.execute("SET ROLE \(role)")
            let own = try await ActionTable.begin(entry("submit"), on: connection)
            try await ActionTable.add([ActionResult(outcome: .done, detail: "")], to: own, on: connection)
            #expect(try await ActionTable.actions(limit: 9, on: connection).first?.outcome == "done")
            for statement in [
                "UPDATE etl.actions SET actor = 'eve'", "DELETE FROM etl.actions", "TRUNCATE etl.action_results",
                "UPDATE etl.action_results SET detail = ''", "DELETE FROM etl.action_results",
                "INSERT INTO etl.actions (begun_at, actor, known_by, address, verb, selection, subjects) "
                    + "VALUES (to_timestamp(0), 'eve', 'system', '', 'log', '', '{}')",
                "INSERT INTO etl.action_results (action_id, at, outcome, detail) VALUES (\(number), to_timestamp(0), 'done', '')",
            ] {
                let error = await #expect(throws: PostgresError.self, "\(role): \(statement)") {
                    try await connection.execute(statement)
                }
                #expect(error?.message.contains("permission denied") == true, "\(role): \(statement)")
            }
            try await connection.execute("RESET ROLE")
        }
        try await connection.execute("SET ROLE etl_reader")
        #expect(try await ActionTable.actions(limit: 9, on: connection).count == 3)
        await #expect(throws: PostgresError.self) { try await ActionTable.begin(entry(), on: connection) }
        try await connection.execute("RESET ROLE; SET ROLE etl_loader")
        await #expect(throws: PostgresError.self) { try await ActionTable.actions(limit: 9, on: connection) }
    }
}
