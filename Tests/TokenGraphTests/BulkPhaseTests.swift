import GraphQL
import Testing

@testable import TokenGraph

/// Requests while the table of transfers has no key.
@Suite struct BulkPhaseTests {
    @Test(arguments: [
        "{ tokenTransfers(first: 1, where: { blockNumber_gte: 1, blockNumber_lt: 2 }) { nodes { id } } }",
        "{ tokenTransfer(blockNumber: 1, logIndex: 0) { id } }",
        "{ tokens(first: 1) { nodes { transfers(first: 1) { nodes { id } } } } }",
        "{ account(address: \"0x0101010101010101010101010101010101010101\") { transfers(first: 1) { nodes { id } } } }",
        "{ account(address: \"0x0101010101010101010101010101010101010101\") { tokens(first: 1) { nodes { symbol } } } }",
    ])
    func transfersAreRefused(query: String) throws {
        let error = try #require(throws: GraphQLError.self) { try Request.plan(query, isInBulkPhase: true) }
        #expect(error.code.rawValue == "BULK_PHASE" && error.message.hasSuffix("etl bulk finish"))
    }

    @Test func tokensAndTheStateAreAnswered() throws {
        _ = try Request.plan("{ tokens(first: 1) { nodes { symbol } } }", isInBulkPhase: true)
        let query = "{ _meta { block { number } rows isInBulkPhase } }"
        let plan = try Request.plan(query, isInBulkPhase: true)
        let statement = try #require(plan.statements.first?.statement)
        #expect(!"\(statement)".contains("FROM token_transfers"))
        #expect("\(statement)".contains("etl.bulk_phases"))
    }
}
