import Actions
import Ledger
import Postgres
import TestSupport
import Testing

/// What a report tells of letters that were replayed.
@Suite struct ReplayReportTests {
    private static let source = "00000000-0000-0001-0000-000000000002"

    /// Runs `body` with the number of an action on two letters.
    private func withAction(
        _ verb: String, _ body: @escaping @Sendable (Int64, PostgresConnection) async throws -> Void
    ) async throws {
        try await TestServers.shared.withDatabase { url in
            let connection = try await PostgresConnection.connect(
                PostgresConfiguration(url: url, applicationName: "tests"))
            try await Migrator.migrate(on: connection)
            let entry = Actor(name: "ana", knownBy: .login, address: "127.0.0.1").entry(verb, "3f9a")
            let number = try await ActionTable.begin(entry, on: connection)
            let results = (0..<2).map { (sequence: Int) in
                ActionResult(
                    subject: "letter \(sequence)", outcome: .done, detail: "",
                    batch: ReplayedBatch(source: Self.source, sequence: sequence))
            }
            try await ActionTable.add(results, to: number, on: connection)
            try await body(number, connection)
            await connection.close()
        }
    }

    @Test func theDeadLettersTellWhatDiedAgain() async throws {
        try await withAction("dead-letters replay") { number, connection in
            let dead = DeadNow([.init(id: "new", source: Self.source, sequence: 1)])
            let found = try await ActionRequest.report(number, limit: 9, dead: { dead }, on: connection)
            let report = try #require(found)
            #expect(report.tally == ActionTally(results: 2, diedAgain: 1, underWay: 1))
            let fates = report.results.compactMap { dead.fate(of: $0) }
            #expect(fates == [.underWay, .diedAgain(id: "new")])
        }
    }

    @Test func withoutABrokerTheLedgerTellsWhatItKnows() async throws {
        try await withAction("dead-letters replay") { number, connection in
            let found = try await ActionRequest.report(number, limit: 9, dead: { nil }, on: connection)
            let report = try #require(found)
            let wereRead = report.dead != nil
            #expect(!wereRead && report.tally == ActionTally(results: 2, underWay: 2))
        }
    }

    @Test func noBrokerIsAskedIfNoLetterIsOpen() async throws {
        try await withAction("dead-letters discard") { number, connection in
            let found = try await ActionRequest.report(
                number, limit: 9,
                dead: {
                    Issue.record("the broker is asked")
                    return nil
                }, on: connection)
            let report = try #require(found)
            let isKnown = report.dead != nil
            #expect(isKnown && report.tally == ActionTally(results: 2))
        }
    }
}
