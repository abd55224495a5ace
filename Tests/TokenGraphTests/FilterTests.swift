import GraphQL
import Testing

@testable import TokenGraph

@Suite struct FilterTests {
    @Test(arguments: [
        "token: null", "token_in: null", "account: null", "transactionHash: null", "blockNumber_gte: null",
        "timestamp_lt: null", "value_gte: null",
    ])
    func refusesNullAsACondition(_ condition: String) throws {
        let error = try Request.refusal("{tokenTransfers(where: {\(condition)}) {nodes {id}}}")
        #expect(error.code == .badUserInput)
        #expect(error.message.hasSuffix("is null, which is no condition. Leave it out."))
    }

    @Test func leavesOutConditionsOfVariablesWithoutAValue() throws {
        let statement = try Request.statement(
            "query($t: Bytes) {tokenTransfers(where: {token: $t}) {nodes {id}}}", variables: "{}")
        #expect(!statement.text.contains("token_address"))
    }

    @Test(arguments: ["-1", "9223372036854775808", "\"99999999999999999999\""])
    func refusesNumbersThatAreNoBlocks(_ number: String) throws {
        let error = try Request.refusal("{tokenTransfers(where: {blockNumber_gte: \(number)}) {nodes {id}}}")
        #expect(error.message == "'blockNumber_gte' is a block number, from 0 to 9223372036854775807.")
    }

    @Test func refusesAmountsBeyondTheirRange() throws {
        let maximum = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
        let range = "blockNumber_gte: 0, blockNumber_lt: 1"
        func query(_ value: String) -> String {
            "{tokenTransfers(where: {\(range), value_gte: \(value)}) {nodes {id}}}"
        }
        #expect(try Request.statement(query("\"00\(maximum)\"")).parameters.contains(.number(maximum)))
        #expect(try Request.refusal(query("\"\(maximum)0\"")).code == .badUserInput)
        #expect(try Request.refusal(query("-1")).code == .badUserInput)
    }

    @Test func refusesTextsThatNoDatabaseHolds() throws {
        let error = try Request.refusal(#"{tokens(where: {symbol: "a\u0000"}) {nodes {name}}}"#)
        #expect(error.code == .badUserInput)
    }

    @Test func refusesEmptyPrefixes() throws {
        #expect(try Request.refusal("{tokens(where: {name_starts_with: \"\"}) {nodes {name}}}").code == .badUserInput)
    }

    @Test func readsEachAddressOfAListOnce() throws {
        let statement = try Request.statement(
            "{tokens(where: {address_in: [\"\(address("22"))\", \"\(address("11"))\", \"\(address("22"))\"]}) {nodes {name}}}"
        )
        let once = [[UInt8](repeating: 0x11, count: 20), [UInt8](repeating: 0x22, count: 20)]
        #expect(statement.parameters.first == .bytesList(once))
    }
}
