import GraphQL
import TableIndexes
import Testing

@testable import TokenGraph

@Suite struct IndexTests {
    @Test(arguments: [
        ("token: \"A\"", TableIndex.token), ("token_in: [\"A\"]", .token), ("from: \"A\"", .from),
        ("from_in: [\"A\"]", .from), ("to: \"A\"", .to), ("to_in: [\"A\"]", .to), ("account: \"A\"", .to),
        ("account: \"A\"", .from), ("transactionHash: \"H\"", .transaction),
    ])
    func refusesAFilterWithoutItsIndex(_ condition: String, _ index: TableIndex) throws {
        let condition = condition.replacing("H\"", with: "0x" + String(repeating: "ab", count: 32) + "\"")
            .replacing("\"A\"", with: "\"\(address("11"))\"")
        let query = "{tokenTransfers(where: {\(condition)}) {nodes {id}}}"
        let error = try Request.refusal(query, indexes: Set(TableIndex.allCases).subtracting([index]))
        #expect(error.code == .indexMissing)
        #expect(error.message.hasSuffix("etl indexes create \(index.rawValue)"))
        #expect(error.path == [.name("tokenTransfers")])
        #expect(error.locations == [SourceLocation(line: 1, column: 2)])
        #expect(throws: Never.self) { try Request.plan(query) }
    }

    @Test func namesBothIndexesOfAnAccount() throws {
        let error = try Request.refusal(
            "{account(address: \"\(address("11"))\") {tokens {nodes {name}}}}", indexes: [])
        #expect(error.message.hasSuffix("etl indexes create from to"))
    }

    @Test func needsNoIndexForTheOrderOfTheChain() throws {
        let queries = [
            "{tokenTransfers {nodes {id}}}", "{tokenTransfers(where: {blockNumber_gte: 5}) {nodes {id}}}",
            "{tokenTransfers(where: {timestamp_lt: \"2022-01-01T00:00:00Z\"}) {nodes {id}}}",
            "{tokens {nodes {name}}}", "{_meta {rows}}",
        ]
        for query in queries { #expect(throws: Never.self) { try Request.plan(query, indexes: []) } }
    }

    @Test func filtersWhatABoundedRangeGives() throws {
        let from = "from: \"\(address("11"))\""
        let range = "blockNumber_gte: 5, blockNumber_lt: 9"
        #expect(throws: Never.self) {
            try Request.plan("{tokenTransfers(where: {\(from), \(range)}) {nodes {id}}}", indexes: [])
        }
        let error = try Request.refusal(
            "{tokenTransfers(where: {\(from), blockNumber_gte: 5}) {nodes {id}}}", indexes: [])
        #expect(error.code == .indexMissing)
    }

    @Test func refusesToFilterValuesOfEverything() throws {
        let error = try Request.refusal("{tokenTransfers(where: {value_gte: 5, blockNumber_gte: 1}) {nodes {id}}}")
        #expect(error.code == .filterTooWide)
    }

    @Test func usesAnotherIndexThatIsThere() throws {
        let filter = "{token: \"\(address("11"))\", from: \"\(address("22"))\"}"
        for index in [TableIndex.token, .from] {
            let statement = try #require(
                try Request.statements("{tokenTransfers(where: \(filter)) {nodes {id}}}", indexes: [index]).first)
            #expect(statement.text.contains("ORDER BY s.\(index.rawValue)_address DESC"))
        }
    }

    @Test func doesNotLeadWithTheZeroAddress() throws {
        let filter = "{token: \"\(address("11"))\", from: \"\(address("00"))\"}"
        let statement = try Request.statement("{tokenTransfers(where: \(filter)) {nodes {id}}}")
        #expect(statement.text.contains("ORDER BY s.token_address DESC"))
    }

    @Test func refusesTransfersOfTokensWithoutIndexEvenInARange() throws {
        let error = try Request.refusal(
            "{tokens {nodes {transfers(where: {blockNumber_gte: 1, blockNumber_lt: 2}) {nodes {id}}}}}", indexes: [])
        #expect(error.code == .indexMissing)
        #expect(error.path == ["tokens", "nodes", "transfers"].map { .name($0) })
    }

    @Test func refusesSymbolsAndNamesWithoutTheirIndexes() throws {
        #expect(
            try Request.refusal("{tokens(where: {symbol: \"A\"}) {nodes {name}}}", indexes: []).code == .indexMissing)
        #expect(try Request.refusal("{tokens(orderBy: symbol) {nodes {name}}}", indexes: [.name]).code == .indexMissing)
        let error = try Request.refusal("{tokens(where: {name_starts_with: \"A\"}) {nodes {name}}}", indexes: [.symbol])
        #expect(error.message.hasSuffix("etl indexes create name"))
    }
}
