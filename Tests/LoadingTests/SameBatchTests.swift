import Bus
import ETLModels
import Testing

/// A batch that arrives again is stored once and counted once.
@Suite struct SameBatchTests {
    @Test(arguments: RecordKind.allCases) func passesOverItInOneGroup(kind: RecordKind) async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(1, kind)
            let batch = try Draft(kind, source, [row(kind, 1), row(kind, 2)]).bytes()
            let withReject = try draft(kind, source, 1).bytes()
            let outcomes = await database.loader().load([batch, withReject, batch, batch, withReject])
            #expect(outcomes.map(\.?.description) == [nil, nil, nil, nil, nil])
            #expect(try await database.ledger() == ["0: 2 = 2 + 0 + 0, 0", "1: 3 = 2 + 0 + 1, 0"])
            #expect(try await database.rows(kind).count == 4)
        }
    }

    @Test(arguments: RecordKind.allCases) func passesOverItInTheNextTransaction(kind: RecordKind) async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(1, kind)
            let batch = try draft(kind, source).bytes()
            let loader = database.loader()
            for _ in 0..<3 { #expect(await loader.load([batch]).map(\.?.description) == [nil]) }
            #expect(try await database.ledger() == ["0: 3 = 2 + 0 + 1, 0"])
            #expect(try await database.rows(kind).count == 2)
        }
    }

    @Test(arguments: RecordKind.allCases) func passesOverItInAnotherLoaderAtTheSameTime(kind: RecordKind) async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(1, kind)
            let batches = try (0..<5 as Range<UInt32>).map { sequence in
                let rows = (0..<50).map { row(kind, Int(sequence) * 50 + $0) }
                return try Draft(kind, source, sequence, firstRecord: UInt64(sequence) * 50 + 1, rows).bytes()
            }
            try await withThrowingTaskGroup(of: [StageError?].self) { group in
                for turn in 0..<3 {
                    let order = turn == 1 ? batches.reversed() : batches
                    group.addTask { await database.loader().load(order) }
                }
                for try await outcomes in group { #expect(outcomes.allSatisfy { $0 == nil }) }
            }
            #expect(try await database.ledger() == (0..<5).map { "\($0): 50 = 50 + 0 + 0, 0" })
            #expect(try await database.rows(kind).count == 250)
        }
    }

    @Test(arguments: [1, 2]) func refusesAnotherBatchUnderTheSameIdentity(groups: Int) async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            let first = try Draft(.tokenTransfers, source, [transfer(1)]).bytes()
            let other = try Draft(.tokenTransfers, source, [transfer(1), transfer(2)]).bytes()
            let good = try Draft(.tokenTransfers, source, 1, firstRecord: 2, [transfer(3)]).bytes()
            let loader = database.loader()
            let outcomes =
                groups == 1
                ? await loader.load([first, other, good])
                : await loader.load([first]) + (await loader.load([other, good]))
            #expect(outcomes.map(\.?.reason) == [nil, "ledger-mismatch", nil])
            #expect(outcomes[1]?.fault == .batch)
            #expect(try await database.ledger() == ["0: 1 = 1 + 0 + 0, 0", "1: 1 = 1 + 0 + 0, 0"])
            #expect(try await database.rows(.tokenTransfers) == [transfer(1), transfer(3)])
        }
    }

    private func draft(_ kind: RecordKind, _ source: SourceID, _ sequence: UInt32 = 0) -> Draft {
        var draft = Draft(kind, source, sequence, firstRecord: 3, [row(kind, 3), row(kind, 4)])
        draft.entries.append(.reject(.fieldCount, raw: "1,2"))
        return draft
    }

    private func row(_ kind: RecordKind, _ number: Int) -> Row {
        kind == .tokens ? token(number) : transfer(number)
    }
}
