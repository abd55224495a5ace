import ETLModels
import Testing

@testable import Loading

/// The SQL depends only on the kind's description; other tests run it on a server.
@Suite struct MergeStatementsTests {
    @Test(arguments: RecordKind.allCases) func namesEveryColumnOfTheKind(kind: RecordKind) {
        let statements = MergeStatements(kind.schema)
        let names = kind.schema.columns.map(\.name)
        #expect(statements.stagingColumns == ["batch", "record_number"] + names)
        #expect(statements.stagingTable == "etl_staging_\(kind.name)")
        #expect(statements.createStaging.contains("ON COMMIT DELETE ROWS"))
        for name in names { #expect(statements.merge.contains(name)) }
    }

    @Test func neverChangesAStoredTransfer() {
        #expect(!MergeStatements(RecordKind.tokenTransfers.schema).merge.contains("DO UPDATE"))
    }

    @Test func ranksEveryColumnOfATokenButItsKey() {
        let merge = MergeStatements(RecordKind.tokens.schema).merge
        for column in RecordKind.tokens.schema.columns where column.name != "address" {
            for relation in ["staged", "excluded", "stored"] {
                #expect(merge.contains("(\(relation).\(column.name) IS NOT NULL)"))
            }
        }
        #expect(merge.contains("staged.symbol COLLATE \"C\" DESC"))
    }
}
