/// The parts of a possibly damaged record batch, each as far as the bytes reach, even if the header contradicts them.
/// For showing the batch to a person only; ``RecordBatch`` is for everything else.
public struct RecordBatchParts: ~Escapable {
    /// The number of records that were accepted.
    public private(set) var acceptedCount: UInt32?
    /// The number of records that were repaired.
    public private(set) var repairedCount: UInt32?
    /// The number of records that were skipped.
    public private(set) var skippedCount: UInt32?
    /// The stated number of bytes of the accepted records.
    public private(set) var recordBytes: UInt32?
    /// The stated number of bytes of the rejects.
    public private(set) var rejectBytes: UInt32?
    /// The records that were accepted.
    public private(set) var records: RecordReader
    /// The rejects, which follow the records; empty when the records reach beyond the batch.
    public private(set) var rejects: WireReader
    /// The runs of skipped records, which follow the rejects; see ``SkippedRecords``.
    public private(set) var skips: WireReader

    /// The first record's offset from the batch's start.
    public static var recordsOffset: Int { RecordBatchBuilder.recordsOffset }

    /// Separates the parts.
    @_lifetime(copy batch)
    public init(_ batch: RawSpan) {
        records = RecordReader(batch.extracting(0..<0))
        rejects = WireReader(batch.extracting(0..<0))
        skips = WireReader(batch.extracting(0..<0))
        var reader = WireReader(batch)
        do throws(WireError) {
            _ = try reader.bytes(BatchHeader.size)
            acceptedCount = try reader.integer(UInt32.self)
            repairedCount = try reader.integer(UInt32.self)
            skippedCount = try reader.integer(UInt32.self)
            let size = try reader.integer(UInt32.self)
            recordBytes = size
            let rejectSize = try reader.integer(UInt32.self)
            rejectBytes = rejectSize
            records = RecordReader(try reader.bytes(min(Int(size), reader.remaining)))
            rejects = WireReader(try reader.bytes(min(Int(rejectSize), reader.remaining)))
            skips = WireReader(try reader.bytes(reader.remaining))
        } catch {
            // The parts that were found are all there are.
        }
    }
}
