import Conversion
import ETLModels
import TestData

/// Raw batches of rows: messages for the transformer.
struct RowBatchTarget: FuzzTarget {
    static let name = "row-batch"
    static let summary = "raw batches of rows of values, read and transformed"
    static let inputsInTests = 3000

    private let mutator = Mutator(words: Batches.words)

    init(_ corpus: Corpus) {}

    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        let batches = (0..<2).map { _ in ParquetInputs.batch(&random) }
        guard Int.random(in: 0..<3, using: &random) > 0 else { return batches[0] }
        return Batches.seal(Batches.damage(batches, with: mutator, &random), &random)
    }

    func check(_ input: [UInt8]) throws -> Bool {
        let header: BatchHeader
        let bytes: [UInt8]
        do throws(WireError) {
            (header, bytes, _) = try BatchTransformer.transform(input.span.bytes)
        } catch {
            return false
        }
        let again = try BatchTransformer.transform(input.span.bytes)
        try expect(again.1 == bytes, "the same batch is transformed in two ways")
        guard try RawBatch(input.span.bytes).hasRows else { return true }
        let rows = try RawContents(input).records.count
        try expect(rows == header.recordCount, "\(header.recordCount) rows became \(rows)")
        return true
    }
}
