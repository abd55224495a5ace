import ETLModels
import Postgres
import Testing

@testable import Loading

@Suite struct KeySettlementTests {
    @Test func isAloneOnceAfterAKeyThatTheSearchHasMissed() {
        var settlement = KeySettlement(turns: WriteTurns(connections: 1))
        #expect(!settlement.isAlone)
        let retries = settlement.retries(after: Self.error(.uniqueViolation))
        #expect(retries)
        #expect(settlement.isAlone)
        settlement.committed(KeySearch())
        #expect(!settlement.isAlone)
    }

    @Test(arguments: [SQLState.checkViolation, .connectionLost]) func retriesOnlyWhereKeysAreToBlame(state: SQLState) {
        var settlement = KeySettlement(turns: WriteTurns(connections: 1))
        let retries = settlement.retries(after: .database(PostgresError(sqlState: state, message: "")))
        #expect(!retries)
        let ofRejects = PostgresError(sqlState: .uniqueViolation, message: "", table: "rejects")
        let retriesRejects = settlement.retries(after: .database(ofRejects))
        #expect(!retriesRejects)
        #expect(!settlement.isAlone)
    }

    @Test(arguments: [SQLState.deadlock, .uniqueViolation, .serializationFailure]) func retriesOnce(state: SQLState) {
        var settlement = KeySettlement(turns: WriteTurns(connections: 1))
        let answers = (0..<2).map { _ in settlement.retries(after: Self.error(state)) }
        #expect(answers == [true, false])
    }

    private static func error(_ state: SQLState) -> LoadError {
        .database(PostgresError(sqlState: state, message: "", table: "token_transfers"))
    }
}
