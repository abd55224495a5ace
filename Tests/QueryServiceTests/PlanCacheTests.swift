import GraphQL
import TableIndexes
import Testing
import TokenGraph

@testable import QueryService

@Suite struct PlanCacheTests {
    private static let shape = DatabaseShape(indexes: Set(TableIndex.allCases))
    private static let schema = try? TokenSchema.schema()

    private static func plan(_ query: String) throws -> Plan {
        let document = try Document.parse(query)
        let operation = try document.operation(named: nil)
        let selection = try #require(schema).fields(of: operation)
        return try Plan(selection, of: operation, indexes: shape.indexes)
    }

    private static func token(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        let address = "0x" + String(repeating: "0", count: 40 - digits.count) + digits
        return #"{ token(address: "\#(address)") { symbol } }"#
    }

    private static func keep(_ query: String, in cache: PlanCache) throws {
        var record = QueryRecord()
        record.operation = query
        let entry = PlanCache.Entry(plan: try plan(query), record: record)
        for _ in 0..<2 { cache.keep(entry, of: request(query), for: shape) }
    }

    private static func request(_ query: String) -> RequestText { RequestText(Array(query.utf8), in: .body) }

    @Test func aRequestThatComesAgainHasItsPlanAndItsRecord() throws {
        let cache = PlanCache()
        for number in 0..<10 { try Self.keep(Self.token(number), in: cache) }
        for number in 0..<10 {
            let entry = try #require(cache[Self.request(Self.token(number)), Self.shape])
            let expected = try Self.plan(Self.token(number))
            #expect(entry.plan.statements.map(\.statement) == expected.statements.map(\.statement))
            #expect(entry.plan.rows == expected.rows)
            #expect(entry.record.operation == Self.token(number))
        }
        #expect(cache[Self.request(Self.token(10)), Self.shape] == nil)
        // The same bytes elsewhere are another request.
        #expect(cache[RequestText(Array(Self.token(1).utf8), in: .url), Self.shape] == nil)
    }

    @Test func aRequestThatComesOnceIsNotKept() throws {
        let cache = PlanCache()
        let entry = PlanCache.Entry(plan: try Self.plan(Self.token(1)), record: QueryRecord())
        for isKept in [false, true] {
            cache.keep(entry, of: Self.request(Self.token(1)), for: Self.shape)
            #expect((cache[Self.request(Self.token(1)), Self.shape] != nil) == isKept)
        }
    }

    @Test func requestsThatDifferOnlyInTheBytesOfACharacterAreTwo() throws {
        let cache = PlanCache()
        let composed = "{ tokens(where: {symbol: \"caf\u{E9}\"}) { nodes { symbol } } }"
        let decomposed = "{ tokens(where: {symbol: \"cafe\u{301}\"}) { nodes { symbol } } }"
        try Self.keep(composed, in: cache)
        #expect(cache[Self.request(composed), Self.shape] != nil)
        #expect(cache[Self.request(decomposed), Self.shape] == nil)
    }

    @Test func anotherDatabaseHasOtherPlans() throws {
        let cache = PlanCache()
        try Self.keep(Self.token(1), in: cache)
        for other in [DatabaseShape(indexes: []), DatabaseShape(indexes: Self.shape.indexes, isInBulkPhase: true)] {
            #expect(cache[Self.request(Self.token(1)), other] == nil)
        }
        let bulk = DatabaseShape(indexes: Self.shape.indexes, isInBulkPhase: true)
        let entry = PlanCache.Entry(plan: try Self.plan(Self.token(2)), record: QueryRecord())
        for _ in 0..<2 { cache.keep(entry, of: Self.request(Self.token(2)), for: bulk) }
        #expect(cache[Self.request(Self.token(1)), Self.shape] == nil)
        #expect(cache[Self.request(Self.token(1)), bulk] == nil)
        #expect(cache[Self.request(Self.token(2)), bulk] != nil)
    }

    @Test func whatIsUsedStaysAndTheRestMakesRoom() throws {
        let cache = PlanCache()
        let count = 2 * PlanCache.limit / 600
        for number in 0..<count {
            try Self.keep(Self.token(number), in: cache)
            if number % 100 == 0 { #expect(cache[Self.request(Self.token(0)), Self.shape] != nil) }
        }
        let kept = (0..<count).filter { cache[Self.request(Self.token($0)), Self.shape] != nil }
        #expect(kept.count <= PlanCache.limit / 600)
        #expect(kept.contains(0) && kept.contains(count - 1) && !kept.contains(1))
    }

    @Test func largeRequestsAndThoseForTheSchemaAreNotKept() throws {
        let cache = PlanCache()
        let large = Self.token(1) + " #" + String(repeating: "x", count: 5000)
        let schema = "{ __schema { queryType { name } } }"
        for query in [large, schema] {
            try Self.keep(query, in: cache)
            #expect(cache[Self.request(query), Self.shape] == nil)
        }
    }
}
