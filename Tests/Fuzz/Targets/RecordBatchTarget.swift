import ETLModels
import TestData

/// Record batches: the loader's input.
struct RecordBatchTarget: FuzzTarget {
    static let name = "record-batch"
    static let summary = "messages for the loader"
    static let inputsInTests = 4000

    private let inputs: BatchInputs

    init(_ corpus: Corpus) {
        inputs = BatchInputs(corpus, seed: 2) { Batches.records($0, &$1) }
    }

    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        inputs.next(&random, fit: Self.fitted)
    }

    /// Mostly corrects the length of the records: otherwise few changes of length would get past its check.
    private static func fitted(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        guard bytes.count > RecordBatchParts.recordsOffset, bytes[67] == 0 || bytes[71] == 0,
            Int.random(in: 0..<4, using: &random) > 0
        else { return bytes }
        var fitted = bytes
        let isAllAccepted = fitted[28..<32] == fitted[64..<68]
        guard isAllAccepted || Bool.random(using: &random) else { return bytes }
        fitted[64..<68] = fitted[28..<32]
        for offset in (72..<76).clamped(to: bytes.indices) { fitted[offset] = 0 }
        for offset in (80..<84).clamped(to: bytes.indices) { fitted[offset] = 0 }
        let count = UInt32(bytes.count - RecordBatchParts.recordsOffset)
        for index in 0..<4 { fitted[76 + index] = UInt8(truncatingIfNeeded: count >> UInt32(24 - 8 * index)) }
        return fitted
    }

    func check(_ input: [UInt8]) throws -> Bool {
        let fields = HeaderFields(input.span.bytes)
        var visitor = Visitor(input: input, fields: fields)
        var isRead = false
        for kind in RecordKind.allCases where try kind.dispatch(to: &visitor) { isRead = true }
        return isRead
    }
}

private struct Visitor: KindVisitor {
    let input: [UInt8]
    let fields: HeaderFields

    mutating func visit<Kind: Record>(_ type: Kind.Type) throws -> Bool {
        readParts(as: type)
        let contents: RecordContents<Kind>
        do throws(WireError) {
            contents = try RecordContents(input)
        } catch {
            return false
        }
        let count = contents.records.count + contents.excluded.count
        try expect(count == contents.header.recordCount, "not as many records as the header says")
        // The columns of the other kind may fit by chance, but its rejects have other names.
        guard contents.header.kind.recordType == type else { return false }
        let encoded = contents.encoded()
        let again = try RecordContents<Kind>(encoded)
        try expect(again == contents, "it reads otherwise when it is written again")
        try expect(again.encoded() == encoded, "the same batch is written in two ways")
        let verified = try VerifiedRecordBatch(encoded)
        try expect(verified.batch.acceptedCount == contents.records.count, "a verified batch has another count")
        return true
    }

    /// Reads the parts of a batch that a description shows; the batch may be damaged anywhere.
    private func readParts<Kind: Record>(as type: Kind.Type) {
        let parts = RecordBatchParts(input.span.bytes)
        var (records, rejects) = (parts.records, parts.rejects)
        while records.remaining > 0, (try? records.next(as: Kind.self)) != nil {}
        guard let header = BatchHeader(fields) else { return }
        while rejects.remaining > 0, (try? Reject(from: &rejects, in: header)) != nil {}
        _ = try? SkippedRecords(parts.skips, count: parts.skippedCount ?? 0, of: header.recordCount).ranges()
    }
}
