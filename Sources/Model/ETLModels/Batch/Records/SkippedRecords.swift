/// The skipped records of a batch, which are of other kinds than their source: runs of positions in the batch.
///
/// The batch keeps only their positions, so that the accepted records keep their numbers in the source.
public struct SkippedRecords: ~Escapable {
    private let runs: WireReader

    static var runBytes: Int { 8 }

    /// Verifies the runs of a batch.
    ///
    /// - Parameters:
    ///   - count: the number of records that they should cover.
    ///   - recordCount: the number of records in the batch.
    @_lifetime(copy runs)
    public init(_ runs: WireReader, count: UInt32, of recordCount: UInt32) throws(WireError) {
        self.runs = runs
        var reader = runs
        var (total, end) = (UInt64(0), UInt64(0))
        while reader.remaining > 0 {
            let start = UInt64(try reader.integer(UInt32.self))
            let length = UInt64(try reader.integer(UInt32.self))
            guard length > 0, start >= end else {
                throw .malformed("the skipped records are not in the order of the source")
            }
            end = start + length
            total += length
        }
        guard end <= recordCount else { throw .malformed("a skipped record lies outside its batch") }
        guard total == count else { throw .malformed("the number of skipped records differs from the stated number") }
    }

    /// The runs in their order, as positions within the batch.
    public func ranges() throws(WireError) -> [Range<UInt32>] {
        var reader = runs
        var ranges: [Range<UInt32>] = []
        ranges.reserveCapacity(reader.remaining / Self.runBytes)
        while reader.remaining > 0 {
            let start = try reader.integer(UInt32.self)
            ranges.append(start..<start + (try reader.integer(UInt32.self)))
        }
        return ranges
    }
}

/// Collects the positions of skipped records, those that follow one another as a run.
struct SkippedRuns: ~Copyable {
    var writer = WireWriter(capacity: SkippedRecords.runBytes)
    private var end = 0
    private var length: UInt32 = 0

    /// Takes the position of a skipped record, after all earlier ones.
    mutating func append(_ position: Int) {
        if writer.count > 0, position == end {
            length += 1
            writer.replace(length, at: writer.count - 4)
        } else {
            length = 1
            writer.append(UInt32(truncatingIfNeeded: position))
            writer.append(length)
        }
        end = position + 1
    }
}
