import Compression
import ETLModels
import SourceDescriptions
import SourceReading

/// The output of a reader for a file, from a position to its end or to the first error.
struct ReadSource {
    var batches: [[UInt8]] = []
    var cuts: [CutBatch] = []
    var records: [RawContents.Entry] = []
    var error: SourceError?

    /// - Parameters:
    ///   - damage: the damage that the check of the source found; the reader ends before its member.
    ///   - pieceSize: the bytes of one read.
    init(
        _ path: String, _ source: SourceDescription, of kind: RecordKind? = nil, from position: SourcePosition = .start,
        damage: SourceDamage? = nil, recordsPerBatch: Int, pieceSize: Int
    ) throws {
        let limits = BatchLimits(records: recordsPerBatch)
        do throws(SourceError) {
            var reader = try SourceReader(
                path: path, source: source, from: position, kind: kind, damage: damage, limits: limits,
                pieceSize: pieceSize)
            var builder = RawBatchBuilder(kind: kind ?? .tokens, layout: source.layout, limits: limits)
            while let cut = try reader.nextBatch(into: &builder) {
                batches.append(
                    builder.finish(id: Batches.id, firstRecord: 1, sourceBytes: cut.sourceBytes, isLast: cut.isLast))
                cuts.append(cut)
            }
        } catch {
            self.error = error
        }
        for batch in batches { records += try RawContents(batch).records }
        for (cut, batch) in zip(cuts, batches) {
            let count = HeaderFields(batch.span.bytes).recordCount
            try expect(count == UInt32(cut.recordCount), "a batch has other records than its reader says")
        }
        try expect(error != nil || cuts.last?.isLast == true, "the reader ends without a last batch")
        try expect(!cuts.dropLast().contains { $0.isLast }, "a batch follows the last")
    }

    /// Whether both results agree, except for the number of records before damage.
    func agrees(with other: Self) -> Bool {
        guard failure == other.failure else { return false }
        if failure != "corrupt" { return records == other.records }
        return records.starts(with: other.records) || other.records.starts(with: records)
    }

    /// The error without its place, which depends on the size of the pieces.
    var failure: String? {
        switch error?.reason {
        case nil: nil
        case .compressedData(let error): error.name
        case .some(let reason): "\(reason)"
        }
    }
}

extension DecompressionError {
    /// The error without its place.
    var name: String {
        switch reason {
        case .truncated: "truncated"
        case .corrupt: "corrupt"
        case .trailingBytes: "trailing bytes"
        case .tooDemanding: "too demanding"
        case .outOfMemory: "out of memory"
        }
    }
}
