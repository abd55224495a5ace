import Conversion
import ETLModels
import SourceDescriptions
import SourceReading
import TestData

/// The properties of a source of any format.
struct FormatCheck {
    private let file: FuzzedFile
    private let source: SourceDescription
    private let kind: RecordKind
    /// Whether the text may break off, and then does so wherever it is read from.
    private let mayBreakOff: Bool

    init(_ file: FuzzedFile, _ source: SourceDescription, _ kind: RecordKind, mayBreakOff: Bool = false) {
        (self.file, self.source, self.kind, self.mayBreakOff) = (file, source, kind, mayBreakOff)
    }

    /// Reads the source at once, in pieces and from checkpoints, and transforms its batches.
    ///
    /// - Returns: its records.
    @discardableResult
    func run(_ input: [UInt8], _ random: inout SeededGenerator) throws -> [RawContents.Entry] {
        let recordsPerBatch = [1, 2, 5, 1000].randomElement(using: &random) ?? 1
        let whole = try ReadSource(
            file.path, source, of: kind, recordsPerBatch: recordsPerBatch, pieceSize: input.count + 1)
        try expect(mayBreakOff || whole.error.map(\.isExpected) ?? true, "\(whole.failure ?? "")")
        let bytes = whole.cuts.reduce(0) { $0 + $1.sourceBytes }
        try expect(whole.error != nil || bytes == UInt64(input.count), "bytes are not counted")
        let least = input.count / 2000 + 1
        for most in [8, 100, 3000] {
            let pieceSize = least * Int.random(in: 1...most, using: &random)
            // Behind the last batch is a start only where the text breaks off.
            let starts = whole.cuts.count + (whole.error == nil ? 0 : 1)
            let start = Int.random(in: 0..<starts, using: &random)
            let position = start == 0 ? SourcePosition.start : whole.cuts[start - 1].next
            let cut = try ReadSource(
                file.path, source, of: kind, from: position, recordsPerBatch: recordsPerBatch, pieceSize: pieceSize)
            let words = "in pieces of \(pieceSize) from batch \(start) on"
            try expect(
                cut.batches == Array(whole.batches[start...]) && cut.cuts == Array(whole.cuts[start...]),
                "\(words), other batches are cut")
            try expect(
                cut.error == whole.error,
                "\(words), the source ends by \(cut.failure ?? "its end"), not by \(whole.failure ?? "its end")")
        }
        for batch in whole.batches { try transform(batch) }
        return whole.records
    }

    private func transform(_ batch: [UInt8]) throws {
        let header: BatchHeader
        let bytes: [UInt8]
        do throws(WireError) {
            (header, bytes, _) = try BatchTransformer.transform(batch.span.bytes)
        } catch {
            // The source lacks columns.
            return try expect(error.name == "malformed", "a batch that was just cut is \(error)")
        }
        var counting = Counting(batch: bytes)
        let count = try kind.dispatch(to: &counting)
        try expect(count == header.recordCount, "\(header.recordCount) records became \(count)")
    }
}

extension SourceError {
    /// Whether the text of a file that is not damaged may end with the error.
    fileprivate var isExpected: Bool {
        switch reason {
        case .unclosedQuote, .anotherExport: true
        default: false
        }
    }
}

private struct Counting: KindVisitor {
    let batch: [UInt8]

    mutating func visit<Kind: Record>(_ type: Kind.Type) throws -> Int {
        let contents = try RecordContents<Kind>(batch)
        return contents.records.count + contents.excluded.count
    }
}
