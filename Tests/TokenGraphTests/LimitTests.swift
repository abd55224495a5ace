import GraphQL
import Testing

@testable import TokenGraph

@Suite struct LimitTests {
    private static func nested(_ levels: Int) -> String {
        // Each level of `token { transfers { nodes } }` has three.
        let start = "{tokenTransfers(first: 1) {nodes {"
        return start + String(repeating: "token {transfers(first: 1) {nodes {", count: levels) + "id"
            + String(repeating: "}}}", count: levels + 1)
    }

    @Test func refusesDeepFields() throws {
        #expect(throws: Never.self) { try Request.plan(Self.nested(1)) }
        #expect(try Request.refusal(Self.nested(2)).code == .depthLimit)
    }

    @Test func exemptsIntrospectionFromTheDepth() {
        let type = String(repeating: "ofType {", count: 9) + "name" + String(repeating: "}", count: 9)
        #expect(throws: Never.self) { try Request.plan("{__type(name: \"Token\") {\(type)}}") }
    }

    @Test func refusesManyAliases() throws {
        func query(_ count: Int) -> String {
            "{tokens {nodes {" + (0..<count).map { "a\($0): name" }.joined(separator: " ") + "}}}"
        }
        #expect(throws: Never.self) { try Request.plan(query(15)) }
        #expect(try Request.refusal(query(16)).code == .aliasLimit)
    }

    @Test func refusesManyRootFields() throws {
        let fields = (0..<51).map { "a\($0): __typename" }.joined(separator: " ")
        #expect(try Request.refusal("{\(fields)}").code == .rootFieldLimit)
    }

    @Test func refusesManyDirectives() throws {
        let fields = String(repeating: "name @skip(if: false) ", count: 51)
        let error = try Request.refusal("{tokens {nodes {\(fields)}}}")
        #expect(error.code == .directiveLimit)
        #expect(error.message == "The document has 51 directives; 50 are allowed.")
    }

    @Test(arguments: ["first: 1001", "last: 1001"])
    func refusesLargePages(_ argument: String) throws {
        #expect(try Request.refusal("{tokens(\(argument)) {nodes {name}}}").code == .pageLimit)
    }

    @Test(arguments: ["first: -1", "last: -1", "first: 1, last: 1"])
    func refusesPagesThatAreNone(_ argument: String) throws {
        #expect(try Request.refusal("{tokens(\(argument)) {nodes {name}}}").code == .badUserInput)
    }

    @Test func multipliesThePagesOfNestedLists() throws {
        func query(_ outer: Int, _ inner: Int) -> String {
            "{tokens(first: \(outer)) {nodes {transfers(first: \(inner)) {nodes {id}}}}}"
        }
        #expect(try Request.plan(query(100, 99)).rows == 10_000)
        let error = try Request.refusal(query(100, 100))
        #expect(error.code == .rowLimit)
        #expect(
            error.message == "The request asks for 10100 rows or more; 10000 are allowed. Ask for smaller pages,"
                + " for fewer items of lists in filters, or without 'totalCount'.")
    }

    @Test func addsTheRowsOfAllRootFields() throws {
        let fields = (0..<11).map { "a\($0): tokens(first: 1000) {nodes {name}}" }.joined(separator: " ")
        #expect(try Request.refusal("{\(fields)}").code == .rowLimit)
    }

    @Test func countsTheScansOfAListOfAccounts() throws {
        let accounts = (10..<20).map { "\"\(address(String($0)))\"" }.joined(separator: ", ")
        #expect(try Request.plan("{tokenTransfers(first: 7, where: {from_in: [\(accounts)]}) {nodes {id}}}").rows == 70)
    }

    @Test func chargesCounts() throws {
        #expect(try Request.plan("{tokenTransfers {totalCount {value}}}").rows == 100)
        let error = try Request.refusal("{tokens(first: 100) {nodes {transfers(first: 1) {totalCount {value}}}}}")
        #expect(error.code == .rowLimit)
    }

    @Test func refusesLongLists() throws {
        let items = String(repeating: "\"\(address("11"))\", ", count: 101)
        let error = try Request.refusal("{tokens(where: {address_in: [\(items)]}) {nodes {name}}}")
        #expect(error.code == .filterLimit)
    }
}
