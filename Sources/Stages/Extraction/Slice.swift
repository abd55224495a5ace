package import Bus
package import ETLModels
package import RabbitMQ
import ServiceMetrics
import SourceDescriptions
package import SourceReading

/// The limits of a slice, after which the extractor makes a checkpoint.
package struct SliceLimits: Sendable, Hashable {
    /// Bytes of the file as stored.
    package let bytes: Int
    package let duration: Duration

    package init(bytes: Int, duration: Duration) {
        self.bytes = bytes
        self.duration = duration
    }
}

/// The part of a source that one extract job covers, as a sequence of messages.
package struct Slice: ~Copyable {
    private let id: SourceID
    private let uri: String
    package let kind: RecordKind
    private let firstSequence: UInt32
    private var reader: SourceReader
    private var builder: RawBatchBuilder
    private var damage: SourceError?
    /// The start of the next batch.
    package private(set) var position: ExtractJob.Start
    /// Whether the source has no more batches.
    package private(set) var isAtEnd = false
    private var isCheapToReach = true
    /// The lines of records of the last batch that hold other records.
    package private(set) var heldLines: [LineSpan] = []
    /// Bytes of the file that the slice's batches cover so far.
    package private(set) var bytesRead = 0

    /// Opens the source and goes to the slice's start.
    ///
    /// - Parameter opener: where the source is.
    package init(_ job: ExtractJob, opener: any SourceOpener = SourceRoots.everywhere) throws {
        guard let id = job.sourceID, let kind = job.kind else {
            throw StageError(.batch, reason: "malformed", "the extract job has no valid source or kind")
        }
        let limits = BatchLimits(records: job.batchRecords)
        let reader = try SourceReader(
            path: job.uri, opener: opener, source: job.description, from: job.start.position, kind: kind,
            damage: job.damage, limits: limits)
        self.id = id
        uri = job.uri
        self.kind = kind
        position = job.start
        firstSequence = job.start.sequence
        self.reader = reader
        builder = RawBatchBuilder(kind: kind, layout: job.description.layout, limits: limits)
    }

    /// Cuts the next batch.
    ///
    /// After damage it returns nil. ``throwIfDamaged()`` reports the damage once the batches before it are durable.
    package mutating func nextMessage() throws -> Message? {
        let cut: CutBatch?
        do throws(SourceError) {
            cut = try reader.nextBatch(into: &builder)
        } catch {
            damage = error.numbered(position.record)
            return nil
        }
        guard position.sequence <= Int32.max || cut == nil else {
            throw StageError(.batch, reason: "malformed", "the source has more than 2147483648 batches")
        }
        return cut.map { message($0) }
    }

    /// Whether it is time for a checkpoint.
    ///
    /// By bytes only where the next slice reaches its start at almost no cost. Within a member of a compressed file, it has
    /// to decompress the member from its start again.
    package func isOver(_ limits: SliceLimits, after elapsed: Duration) -> Bool {
        elapsed >= limits.duration || bytesRead >= limits.bytes && isCheapToReach
    }

    /// Reports the error that ended the slice early. If the error may pass and the slice made progress, the next slice
    /// retries. A retry of this one would publish its batches again each time.
    package func throwIfDamaged() throws {
        guard let damage, !damage.mayPass || position.sequence == firstSequence else { return }
        throw damage
    }

    private mutating func message(_ cut: CutBatch) -> Message {
        let batch = BatchID(source: id, sequence: position.sequence)
        let records = UInt32(cut.recordCount - builder.skippedCount)
        heldLines = builder.heldLines
        let body = builder.finish(
            id: batch, firstRecord: position.record, sourceBytes: cut.sourceBytes, isLast: cut.isLast)
        position = ExtractJob.Start(
            sequence: position.sequence + 1, record: position.record + UInt64(cut.recordCount), position: cut.next)
        bytesRead += Int(cut.sourceBytes)
        isAtEnd = cut.isLast
        isCheapToReach = cut.isCheapToReach
        return Message(batch: body, id: batch, kind: kind, records: records, isLast: cut.isLast, uri: uri)
    }
}
