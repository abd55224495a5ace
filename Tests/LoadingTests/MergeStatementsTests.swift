import ETLModels
import Testing

@testable import Loading

/// The SQL depends only on the kind's description; other tests run it on a server.
@Suite struct MergeStatementsTests {
    @Test(arguments: RecordKind.allCases) func namesEveryColumnOfTheKind(kind: RecordKind) {
        let statements = MergeStatements(kind.schema)
        let names = kind.schema.columns.map(\.name)
        #expect(statements.stagingColumns == ["batch", "record_number"] + names + ["origin"])
        #expect(statements.stagingTable == "etl_staging_\(kind.name)")
        #expect(statements.createStaging.contains("ON COMMIT DELETE ROWS"))
        for name in names { #expect(statements.mergeHighest("x").contains(name)) }
    }

    @Test func fillsOnlyColumnsThatMayBeNull() {
        let statements = CompletionStatements(RecordKind.tokenTransfers.schema)
        #expect(
            statements.columns == [
                "block_number", "log_index", "from_address", "to_address", "block_timestamp", "block_hash",
            ])
        let fill = statements.fill(where: "true")
        for name in ["value", "transaction_hash", "token_address"] { #expect(!fill.contains(name)) }
        #expect(fill.contains("block_hash = coalesce(stored.block_hash, known.block_hash)"))
    }

    @Test func ranksEveryColumnOfATokenButItsKey() {
        let statements = MergeStatements(RecordKind.tokens.schema)
        let merge = statements.mergeHighest("block_number")
        let note = statements.noteDisplaced(byHighest: "block_number")
        for column in RecordKind.tokens.schema.columns where column.name != "address" {
            for relation in ["staged", "excluded", "stored"] {
                #expect(merge.contains("(\(relation).\(column.name) IS NOT NULL)"))
            }
            for relation in ["staged", "best", "stored"] {
                #expect(note.contains("(\(relation).\(column.name) IS NOT NULL)"))
            }
        }
        #expect(merge.contains("staged.symbol COLLATE \"C\" DESC"))
    }
}
