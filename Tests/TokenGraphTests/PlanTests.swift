import GraphQL
import Testing

@testable import TokenGraph

@Suite struct PlanTests {
    @Test func answersEachRootFieldByOneStatement() throws {
        let plan = try Request.plan("{__typename a: _meta {rows} __schema {queryType {name}} tokens {nodes {name}}}")
        #expect(plan.fields.map(\.responseName) == ["__typename", "a", "__schema", "tokens"])
        guard case .typeName("Query") = plan.fields[0].answer, case .statement = plan.fields[1].answer,
            case .introspection = plan.fields[2].answer, case .statement = plan.fields[3].answer
        else {
            Issue.record("\(plan.fields)")
            return
        }
    }

    @Test func dependsOnTheShapeOnly() throws {
        let query = """
            query($w: TokenTransferFilter, $f: Int) {tokenTransfers(first: $f, where: $w) {nodes {id} totalCount {value}}}
            """
        func text(_ byte: String, _ first: Int) throws -> String {
            let filter = """
                {"token": "\(address(byte))", "from_in": ["\(address(byte))"], "value_gte": \(first),
                "blockNumber_gte": \(first), "timestamp_lt": "20\(byte)-01-01T00:00:00Z"}
                """
            return try Request.statement(query, variables: "{\"f\": \(first), \"w\": \(filter)}").text
        }
        #expect(try text("11", 1) == text("22", 999))
    }

    @Test func keepsValuesOutOfTheText() throws {
        let name = "x'); DROP TABLE tokens; --"
        let statement = try Request.statement(
            "query($s: String) {tokens(where: {symbol: $s}) {nodes {name}}}", variables: "{\"s\": \"\(name)\"}")
        #expect(!statement.text.contains("DROP"))
        #expect(statement.parameters.contains(.text(name)))
    }

    @Test func hasEachParameterInTheText() throws {
        let filter = """
            {token: "\(address("11"))", account: "\(address("22"))", to_in: ["\(address("33"))"], blockNumber_gte: 1,
            blockNumber_lt: 9, timestamp_gte: "2022-01-01T00:00:00Z", value_lte: 7}
            """
        for selection in ["{__typename}", "{totalCount {value}}", "{pageInfo {__typename}}", "{nodes {id}}"] {
            let statement = try Request.statement("{tokenTransfers(where: \(filter)) \(selection)}")
            for number in 0..<statement.parameters.count {
                #expect(statement.text.contains("$\(number + 1)::"), "\(selection)")
            }
        }
    }

    @Test func neverSkipsRows() throws {
        let statements = try Request.statements(
            """
            {tokens(orderBy: symbol, last: 3) {nodes {transfers(first: 2) {edges {cursor} totalCount {isExact}}}}
            account(address: "\(address("00"))") {transfers {nodes {id}} tokens {nodes {name}}}}
            """)
        for statement in statements {
            // The last one only keeps the text from being computed twice.
            #expect(statement.text.hasSuffix(" OFFSET 0) AS r (json)"))
            #expect(statement.text.matches(of: /OFFSET/).count == 1)
        }
    }

    @Test func looksBeyondAPageOnlyToTellWhetherTheListGoesOn() throws {
        let numbers = "row_number()"
        let with = try Request.statement("{tokenTransfers(first: 5) {nodes {id} pageInfo {hasNextPage}}}")
        let without = try Request.statement("{tokenTransfers(first: 5) {nodes {id} pageInfo {hasPreviousPage}}}")
        #expect(with.text.contains("LIMIT 1) IS NOT NULL"))
        #expect(!without.text.contains("LIMIT 1) IS NOT NULL"))
        #expect(!with.text.contains(numbers))
        // A page without rows has no last one, and a backward page has its rows in the other order.
        for page in ["last: 5", "first: 0"] {
            let query = "{tokenTransfers(\(page)) {nodes {id} pageInfo {hasNextPage hasPreviousPage}}}"
            #expect(try Request.statement(query).text.contains(numbers))
        }
        #expect(
            try Request.statement("{tokens(first: 5) {nodes {name} pageInfo {hasNextPage}}}").text.contains(numbers))
        #expect(!(try Request.statement("{tokens(first: 5) {nodes {name}}}").text.contains(numbers)))
    }

    @Test func joinsTokensOnceForAllFields() throws {
        let statement = try Request.statement("{tokenTransfers {nodes {amount token {name}}}}")
        #expect(statement.text.components(of: "FROM tokens").count == 2)
    }

    @Test func readsAnAccountByTwoScans() throws {
        let statement = try Request.statement("{account(address: \"\(address("11"))\") {transfers {nodes {id}}}}")
        #expect(statement.text.contains("UNION ALL"))
        #expect(statement.text.contains("IS DISTINCT FROM"))
    }

    @Test func turnsTimesIntoBlocks() throws {
        let statement = try Request.statement(
            "{tokenTransfers(where: {timestamp_gte: \"2022-01-01T00:00:00Z\"}) {nodes {id}}}")
        #expect(statement.text.contains("FROM (WITH RECURSIVE b1 (lo, hi)"))
        #expect(statement.text.contains("s.block_number >= (SELECT max(lo) FROM b1)"))
    }

    @Test func keepsManyFieldsWithinTheArgumentsOfAFunction() throws {
        let fields = (0..<200).map { "a\($0): pageInfo {hasNextPage}" }.joined(separator: " ")
        let limits = RequestLimits(aliases: 1000)
        let statement = try #require(try Request.statements("{tokenTransfers {\(fields)}}", limits: limits).first)
        #expect(statement.text.components(of: "concat(").count > 3)
    }

    @Test func endsPrefixesAtTheNextCharacter() {
        #expect(TokenFilter.end(of: "ab") == "ac")
        #expect(TokenFilter.end(of: "a\u{D7FF}") == "a\u{E000}")
        #expect(TokenFilter.end(of: "a\u{10FFFF}") == "b")
        #expect(TokenFilter.end(of: "\u{10FFFF}") == nil)
    }

    @Test func writesParametersAsPostgreSQLReadsThem() {
        #expect(SQLParameter.bytes([0, 255]).text == #"\x00ff"#)
        #expect(SQLParameter.bytesList([[1], [2]]).text == #"{"\\x01","\\x02"}"#)
        #expect(SQLParameter.bytesList([]).text == "{}")
    }
}

extension String {
    /// The parts between the occurrences of a text.
    func components(of separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
