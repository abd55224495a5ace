import ETLModels
import Postgres
import Testing

@testable import Loading

@Suite struct CopyOrMergeTests {
    @Test func copiesUntilADuplicateIsMet() throws {
        var settlement = CopyOrMerge(turns: WriteTurns(connections: 1))
        #expect(!settlement.mergesAll)
        settlement.committed([try outcome(.tokenTransfers, loaded: 1), try outcome(.tokens, loaded: 0)])
        #expect(!settlement.mergesAll)
        settlement.committed([try outcome(.tokenTransfers, loaded: 0)])
        #expect(settlement.mergesAll)
    }

    @Test func copiesAgainAfterTransactionsWithoutDuplicates() {
        var settlement = CopyOrMerge(turns: WriteTurns(connections: 1))
        settlement.meetKey()
        for _ in 0..<CopyOrMerge.cleanRun {
            #expect(settlement.mergesAll)
            settlement.committed([])
        }
        #expect(!settlement.mergesAll)
    }

    @Test func countsAnewAfterEachTransactionWithDuplicates() throws {
        var settlement = CopyOrMerge(turns: WriteTurns(connections: 1))
        settlement.meetKey()
        for _ in 1..<CopyOrMerge.cleanRun { settlement.committed([]) }
        settlement.committed([try outcome(.tokenTransfers, loaded: 0)])
        for _ in 1..<CopyOrMerge.cleanRun { settlement.committed([]) }
        #expect(settlement.mergesAll)
    }

    @Test(arguments: [SQLState.checkViolation, .connectionLost]) func retriesOnlyWhereKeysAreToBlame(state: SQLState) {
        var settlement = CopyOrMerge(turns: WriteTurns(connections: 1))
        let retries = settlement.retries(after: .database(PostgresError(sqlState: state, message: "")))
        #expect(!retries)
        let ofRejects = PostgresError(sqlState: .uniqueViolation, message: "", table: "rejects")
        let retriesRejects = settlement.retries(after: .database(ofRejects))
        #expect(!retriesRejects)
        #expect(!settlement.mergesAll)
    }

    @Test(arguments: [SQLState.deadlock, .uniqueViolation]) func retriesOnce(state: SQLState) {
        var settlement = CopyOrMerge(turns: WriteTurns(connections: 1))
        let error = LoadError.database(PostgresError(sqlState: state, message: "", table: "token_transfers"))
        let answers = (0..<2).map { _ in settlement.retries(after: error) }
        #expect(answers == [true, false])
    }

    @Test func mergesWithoutATurn() {
        var settlement = CopyOrMerge(turns: WriteTurns(connections: 1))
        #expect(settlement.waitForTurn() != nil)
        settlement.meetKey()
        #expect(settlement.waitForTurn() == nil)
    }

    /// The outcome of a batch with one record.
    private func outcome(_ kind: RecordKind, loaded: Int) throws -> BatchOutcome {
        let source = SourceID(uri: "/a.csv", size: 1, modified: 0)
        let draft = Draft(kind, source, [kind == .tokens ? token(1) : transfer(1)])
        var outcome = BatchOutcome(try LoadBatch(draft.bytes()))
        outcome.loaded = loaded
        return outcome
    }
}

extension CopyOrMerge {
    /// Makes a transaction fail because a key exists already.
    fileprivate mutating func meetKey() {
        _ = retries(after: .database(PostgresError(sqlState: .uniqueViolation, message: "", table: "token_transfers")))
    }
}
