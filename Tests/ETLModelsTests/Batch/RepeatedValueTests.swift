import Testing

@testable import ETLModels

/// A batch stores values that its records share once.
struct RepeatedValueTests {
    private let offset = RecordBatchParts.recordsOffset

    private func batch<Kind: Record>(_ kind: RecordKind, of records: [Kind]) -> [UInt8] {
        var builder = RecordBatchBuilder(answering: sampleHeader(kind, recordCount: records.count))
        for record in records { builder.accept(record) }
        return builder.finish().bytes
    }

    private func tokens(_ changes: [Int: [String]]) throws -> [Token] {
        try (0..<(changes.values.map(\.count).max() ?? 0)).map { index in
            var texts = tokenTexts
            for (column, values) in changes { texts[column] = values[index] }
            return try Row(texts).read(as: Token.self).record
        }
    }

    @Test(arguments: RecordKind.allCases, [1, 2, 3, 50] as [UInt64])
    func isWrittenAsTheDocumentHasIt(_ kind: RecordKind, choices: UInt64) throws {
        var comparison = SlowComparison(kind: kind, choices: choices)
        try kind.dispatch(to: &comparison)
    }

    @Test func aRecordLikeTheOneBeforeTakesFourBytes() throws {
        let transfer = try Row(transferTexts).read(as: TokenTransfer.self).record
        let bytes = batch(.tokenTransfers, of: Array(repeating: transfer, count: 100))
        let first = 4 + 8 + 4 + 32 + 20 + 20 + 20 + 3 + 8 + 32
        #expect(bytes.count == offset + first + 99 * 4)
        #expect(bytes.suffix(4) == [0xAA, 0xAA, 0x80, 0])
        #expect(try RecordContents<TokenTransfer>(bytes).records == Array(repeating: transfer, count: 100))
    }

    @Test func aColumnRepeatsItsLastValueBehindNulls() throws {
        let records = try tokens([1: ["A", "", "", "A", "", "B", "A"]])
        let bytes = batch(.tokens, of: records)
        let (a, b) = ([0, 0, 0, 1, 0x41] as [UInt8], [0, 0, 0, 1, 0x42] as [UInt8])
        let others = [0x8A, 0xAA, 0, 0] + [0x8A, 0xAA, 0, 0] + [0xAA, 0xAA, 0, 0] + [0x8A, 0xAA, 0, 0] as [UInt8]
        let last = [0x9A, 0xAA, 0, 0] + b + [0x9A, 0xAA, 0, 0] + a as [UInt8]
        #expect(bytes.dropFirst(offset + 4 + firstTokenBytes + 5) == (others + last)[...])
        #expect(try RecordContents<Token>(bytes).records == records)
    }

    @Test func aTextOfMoreThan251BytesIsWrittenAgain() throws {
        let short = String(repeating: "x", count: 251)
        let records = try tokens([1: [short, short, short + "x", short + "x", short, short]])
        let bytes = batch(.tokens, of: records)
        let first = 4 + firstTokenBytes + 255
        #expect(bytes.count == offset + first + 4 + 260 + 260 + 259 + 4)
        #expect(try RecordContents<Token>(bytes).records == records)
    }

    @Test func aLongTextThatIsRepeatedIsRefused() throws {
        let long = String(repeating: "x", count: 252)
        var bytes = batch(.tokens, of: try tokens([1: [long, "y"]]))
        // The second record repeats all values except the symbol, which is its last.
        bytes.replaceSubrange((bytes.count - 9)..., with: [0xAA, 0xAA, 0, 0])
        let parts = RecordBatchParts(bytes.span.bytes)
        var records = parts.records
        let first: Token = try records.next()
        #expect(first.symbol?.string == long)
        #expect(throws: WireError.malformed("a field repeats a value that does not exist")) {
            var records = parts.records
            let _: Token = try records.next()
            let _: Token = try records.next()
        }
    }

    /// The size of the values of ``tokenTexts`` without the symbol.
    private var firstTokenBytes: Int { 20 + (4 + 14) + 2 + 3 + 8 + 8 + 32 }
}

/// Compares batches of generated records with the output of the slow reference.
private struct SlowComparison: KindVisitor {
    let kind: RecordKind
    let choices: UInt64

    mutating func visit<Kind: Record>(_ type: Kind.Type) throws {
        for seed in UInt64(0)..<60 {
            let (bytes, records, rejects) = try randomRecordBatch(
                of: kind, as: type, seed: seed, count: Int(seed), choices: choices)
            var slow = SlowRecords()
            for record in records { slow.append(record) }
            #expect(Array(bytes.dropFirst(RecordBatchParts.recordsOffset).prefix(slow.bytes.count)) == slow.bytes)
            #expect(RecordBatchParts(bytes.span.bytes).recordBytes == UInt32(slow.bytes.count))
            let contents = try RecordContents<Kind>(bytes)
            #expect(contents.records == records)
            #expect(contents.rejects == rejects)
        }
    }
}
