import Bus
import ETLModels
import Ledger
import Postgres
import Testing

@testable import Loading

/// Batches of one transaction, among them one that cannot be loaded.
@Suite struct GroupTests {
    @Test func loadsBothKindsInOneTransaction() async throws {
        try await TestDatabase.with { database in
            let transfers = try await database.source(1)
            let tokens = try await database.source(2, .tokens)
            let batches = try [
                Draft(.tokenTransfers, transfers, 1, firstRecord: 3, [transfer(3)]),
                Draft(.tokens, tokens, 0, [token(1), token(1, block: 2)]),
                Draft(.tokenTransfers, transfers, 0, [transfer(1), transfer(2)]),
                Draft(.tokens, tokens, 1, firstRecord: 3, [token(2)]),
            ].map { try $0.bytes() }
            #expect(await database.loader().load(batches).map(\.?.reason) == [nil, nil, nil, nil])
            #expect(try await database.ledger(of: transfers) == ["0: 2 = 2 + 0 + 0, 0", "1: 1 = 1 + 0 + 0, 0"])
            #expect(try await database.ledger(of: tokens) == ["0: 2 = 1 + 1 + 0, 0", "1: 1 = 1 + 0 + 0, 0"])
            let transactions = try await database.connection.query("SELECT DISTINCT loaded_at FROM etl.batches")
            #expect(transactions.count == 1)
        }
    }

    @Test(arguments: RecordKind.allCases) func notesTheNumberOfBatchesWithAnEmptyLastOne(kind: RecordKind) async throws
    {
        try await TestDatabase.with { database in
            let source = try await database.source(1, kind)
            let row = kind == .tokens ? token(1) : transfer(1)
            var last = Draft(kind, source, 1, firstRecord: 2, [])
            last.isLast = true
            let loader = database.loader()
            #expect(await loader.load([try last.bytes()]).map(\.?.reason) == [nil])
            #expect(try await SourceTable.progress(on: database.connection).first?.batches == 2)
            #expect(try await SourceTable.progress(on: database.connection).first?.isComplete == false)
            #expect(await loader.load([try Draft(kind, source, [row]).bytes()]).map(\.?.reason) == [nil])
            #expect(try await database.ledger() == ["0: 1 = 1 + 0 + 0, 0", "1: 0 = 0 + 0 + 0, 0"])
            let progress = try #require(try await SourceTable.progress(on: database.connection).first)
            #expect(progress.isComplete)
            #expect(progress.bytesDone == 200)
        }
    }

    @Test func loadsTheNeighboursOfABatchThatCannotBeRead() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            var damaged = try Draft(.tokenTransfers, source, 1, [transfer(9)]).bytes()
            damaged[damaged.count - 1] ^= 1
            try await expectOnlyTheMiddleFails(damaged, reason: "checksum-mismatch", database)
            try await expectOnlyTheMiddleFails(Array("{}".utf8), reason: "not-a-batch", database, source: 3)
        }
    }

    @Test func loadsTheNeighboursOfABatchWhoseRecordsCannotBeRead() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            let id = BatchID(source: source, sequence: 1)
            try await expectOnlyTheMiddleFails(unreadableTokens(id), reason: "malformed", database)
        }
    }

    @Test func loadsTheNeighboursOfABatchOfAnUnknownSource() async throws {
        try await TestDatabase.with { database in
            let unknown = SourceID(uri: "/nowhere.csv", size: 0, modified: 0)
            let batch = try Draft(.tokenTransfers, unknown, [transfer(9)]).bytes()
            try await expectOnlyTheMiddleFails(
                batch, reason: "constraint 23503 batches_source_id_fkey", database)
        }
    }

    @Test func loadsTheNeighboursOfABatchThatViolatesAConstraint() async throws {
        try await TestDatabase.with { database in
            try await database.connection.execute(
                "ALTER TABLE token_transfers ADD CONSTRAINT below_nine CHECK (block_number < 9)")
            let batch = try Draft(.tokenTransfers, try await database.source(), 1, [transfer(9)]).bytes()
            try await expectOnlyTheMiddleFails(batch, reason: "constraint 23514 below_nine", database)
        }
    }

    @Test func loadsTheNeighboursOfABatchWhoseRejectsAreAnothers() async throws {
        try await TestDatabase.with { database in
            var batches: [[UInt8]] = []
            for sequence in 0..<3 as Range<UInt32> {
                let first: UInt64 = sequence == 2 ? 5 : 1
                var draft = Draft(
                    .tokenTransfers, try await database.source(), sequence, firstRecord: first,
                    [transfer(Int(sequence))])
                draft.entries.append(.reject(.missing, raw: ""))
                batches.append(try draft.bytes())
            }
            let outcomes = await database.loader().load(batches)
            #expect(outcomes.map(\.?.reason) == [nil, "constraint 23505 rejects_pkey", nil])
            #expect(outcomes[1]?.fault == .batch)
            #expect(try await database.rows(.tokenTransfers) == [transfer(0), transfer(2)])
        }
    }

    /// Loads a batch between two good ones.
    private func expectOnlyTheMiddleFails(
        _ batch: [UInt8], reason: String, _ database: TestDatabase, source number: Int = 2
    ) async throws {
        let source = try await database.source(number)
        let rows = [transfer(number * 2), transfer(number * 2 + 1)]
        let first = try Draft(.tokenTransfers, source, 0, [rows[0]]).bytes()
        let last = try Draft(.tokenTransfers, source, 1, firstRecord: 2, [rows[1]]).bytes()
        let outcomes = await database.loader().load([first, batch, last])
        #expect(outcomes.map(\.?.reason) == [nil, reason, nil])
        #expect(outcomes[1]?.fault == .batch)
        #expect(try await database.ledger(of: source) == ["0: 1 = 1 + 0 + 0, 0", "1: 1 = 1 + 0 + 0, 0"])
        #expect(try await database.rows(.tokenTransfers).suffix(2) == rows)
    }

    /// A batch of tokens with a valid checksum, whose record has no address.
    private func unreadableTokens(_ id: BatchID) -> [UInt8] {
        let header = BatchHeader(
            content: .raw, kind: .tokens, id: id, recordCount: 1, firstRecord: 1, sourceBytes: 1, isLast: false)
        var builder = RecordBatchBuilder(answering: header)
        builder.accept(AlmostToken())
        return builder.finish().bytes
    }
}

/// A record whose first field is NULL.
private struct AlmostToken: Record {
    static let table = "almost"
    static let key: [String] = []
    static let sameKey = SameKeyRule.keepStored
    static let itemType = "almost"
    static let fileNamePart = "almost"

    init() {}

    init<Reader: FieldReader & ~Copyable & ~Escapable>(from reader: inout Reader) throws(Reader.Failure) {}

    func write<Sink: FieldSink & ~Copyable>(to sink: inout Sink) {
        sink.optional(Field("address"), nil as Address?)
    }
}
