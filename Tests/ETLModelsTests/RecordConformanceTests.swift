import ETLModels
import TestData
import Testing

/// The rules for every kind of record; a new kind is tested once it is in the registry.
struct RecordConformanceTests {
    @Test(arguments: RecordKind.allCases)
    func describesItself(_ kind: RecordKind) {
        let schema = kind.schema
        #expect(schema == Schema(of: kind.recordType))
        #expect(kind.name == schema.table)
        #expect(RecordKind(name: schema.table) == kind)
        #expect(Set(schema.columns.map(\.name)).count == schema.columns.count)
        #expect(Set(schema.columns.flatMap(\.headerNames)).count == schema.columns.flatMap(\.headerNames).count)
        #expect(schema.columns.allSatisfy { $0.headerNames.first == $0.name })
        #expect(schema.columns.flatMap(\.headerNames).allSatisfy { HeaderName.normalized($0) == $0 })
        let optional = Set(schema.columns.filter { !$0.isRequired }.map(\.name))
        #expect(optional.isSuperset(of: schema.needsOneOf))
        #expect(schema.columns.count <= Schema.columnLimit)
    }

    @Test(arguments: RecordKind.allCases)
    func hasAKeyThatIsNeverNull(_ kind: RecordKind) {
        let required = Set(kind.schema.columns.filter(\.isRequired).map(\.name))
        #expect(!kind.schema.key.isEmpty)
        #expect(required.isSuperset(of: kind.schema.key))
        if case .keepHighest(let column) = kind.schema.sameKey {
            #expect(kind.schema.columns.map(\.name).contains(column))
        }
    }

    @Test(arguments: RecordKind.allCases)
    func survivesText(_ kind: RecordKind) throws {
        var journeys = Journeys()
        try kind.dispatch(to: &journeys)
    }

    @Test func knowsNoOtherName() {
        #expect(RecordKind(name: "no_such_kind") == nil)
        #expect(RecordKind(name: "") == nil)
    }

    @Test func hasTheColumnsOfTheTables() {
        #expect(
            RecordKind.tokens.schema.columns.map(\.name) == [
                "address", "symbol", "name", "decimals", "total_supply", "block_timestamp", "block_number",
                "block_hash",
            ])
        #expect(
            RecordKind.tokenTransfers.schema.columns.map(\.name) == [
                "block_number", "log_index", "transaction_hash", "token_address", "from_address", "to_address", "value",
                "block_timestamp", "block_hash",
            ])
    }
}

/// Converts generated records of a kind from text to values and back.
private struct Journeys: KindVisitor {
    mutating func visit<Kind: Record>(_ type: Kind.Type) throws {
        let schema = Schema(of: type)
        for seed in UInt64(0)..<500 {
            var fields = RandomFields(SeededGenerator(seed))
            let record = try Kind(from: &fields)

            let quoted = fields.texts.map { $0.contains { "\",\r\n".contains($0) } ? Self.quote($0) : $0 }
            let row = try Row(quoted).read(as: type)
            #expect(row.record == record)
            #expect(!row.isRepaired)

            var sink = TextFields()
            record.write(to: &sink)
            #expect(sink.texts == fields.texts)
            #expect(sink.names == schema.columns.map(\.name))
        }
    }

    private static func quote(_ text: String) -> String {
        "\"" + text.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }
}
