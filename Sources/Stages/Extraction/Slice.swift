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
    /// The longest that a batch may take.
    package let reading: Duration
    /// For the text of compressed sources.
    package let text: TextLimits
    /// For columnar sources.
    package let columnar: ColumnarLimits

    package init(
        bytes: Int, duration: Duration, reading: Duration = .seconds(1200), text: TextLimits = .usual,
        columnar: ColumnarLimits = ColumnarLimits()
    ) {
        self.bytes = bytes
        self.duration = duration
        self.reading = reading
        self.text = text
        self.columnar = columnar
    }
}

/// The part of a source that one extract job covers, as a sequence of messages. A job for several sources of a mixed stream
/// reads the stream once.
package struct Slice: ~Copyable {
    /// A source of the slice.
    private struct Share {
        /// The job of this source alone, from the next batch on.
        var job: ExtractJob
        let id: SourceID
        let stream: StreamShare
        var isAtEnd = false
        var isCheapToReach = true
        /// Bytes of the file that its batches cover so far.
        var bytes = 0
    }

    /// A batch of one of the slice's sources.
    package struct Batch {
        package let message: Message
        package let kind: RecordKind
        /// The number of records of the file that it covers.
        package let recordCount: Int
        /// The lines of its records that hold other records; those of the first few.
        package let heldLines: [LineSpan]
    }

    private typealias Cutter = () throws(SourceError) -> (share: Int, batch: CutBatch)?

    private var shares: [Share]
    /// Fills the builders of the shares until one of them is full; nil after the last batch of each.
    private let cutNext: Cutter
    private var damage: SourceError?
    private var hasProgressed = false
    /// Whether the reading was paused on the way to its first batch.
    private(set) var isPaused = false

    /// Opens the source and goes to the slice's start.
    ///
    /// - Parameters:
    ///   - opener: where the source is.
    ///   - watch: follows the reading.
    package init(
        _ job: ExtractJob, opener: any SourceOpener = SourceRoots.everywhere, watch: ReadingWatch = ReadingWatch()
    ) throws {
        let limits = BatchLimits(records: job.batchRecords)
        let shares = try job.separated.map { job in
            guard let id = job.sourceID, let kind = job.kind, let chain = job.chain else {
                throw StageError(.batch, reason: "malformed", "the extract job has no valid source, kind or chain")
            }
            let builder = RawBatchBuilder(kind: kind, layout: job.description.layout(for: chain), limits: limits)
            return Share(
                job: job, id: id, stream: StreamShare(kind: kind, builder: builder, from: job.start.record))
        }
        let cutNext =
            shares.count > 1
            ? try Self.openStream(of: job, shares, limits, opener, watch)
            : try Self.openSource(of: job, shares[0], limits, opener, watch)
        // Only now, because a value that cannot be copied is whole or not at all.
        (self.shares, self.cutNext) = (shares, cutNext)
    }

    private static func openSource(
        of job: ExtractJob, _ share: Share, _ limits: BatchLimits, _ opener: any SourceOpener, _ watch: ReadingWatch
    ) throws(SourceError) -> Cutter {
        let stream = share.stream
        var source = try SourceReader(
            path: job.uri, opener: opener, source: job.description, from: job.start.position, kind: stream.kind,
            damage: job.damage, limits: limits, watch: watch)
        return { () throws(SourceError) in try source.nextBatch(into: &stream.builder).map { (0, $0) } }
    }

    private static func openStream(
        of job: ExtractJob, _ shares: [Share], _ limits: BatchLimits, _ opener: any SourceOpener,
        _ watch: ReadingWatch
    ) throws(SourceError) -> Cutter {
        let start = earliest(of: shares).job.start
        var stream = try SharedStream(
            path: job.uri, opener: opener, source: job.description, from: (start.position, start.record),
            shares: shares.map(\.stream), damage: job.damage, limits: limits, watch: watch)
        return { () throws(SourceError) in try stream.nextBatch() }
    }

    private static func earliest(of shares: [Share]) -> Share {
        shares.dropFirst().reduce(shares[0]) { $1.job.start.record < $0.job.start.record ? $1 : $0 }
    }
}

extension Slice {
    /// The job for the rest of the slice's sources; nil if they have no more batches.
    package var rest: ExtractJob? {
        let jobs = shares.filter { !$0.isAtEnd }.map(\.job)
        return jobs.isEmpty ? nil : ExtractJob(joining: jobs)
    }

    /// Bytes of the file that the slice's batches cover so far.
    package var bytesRead: Int { shares.map(\.bytes).max() ?? 0 }

    /// The jobs of all sources of the slice, from their next batches on.
    package var jobs: [ExtractJob] { shares.map(\.job) }

    /// Whether a reader that starts at the next batch reaches it at almost no cost.
    var isCheapToReach: Bool { Self.earliest(of: shares).isCheapToReach }

    /// Whether the reading has ended with an error, also with one that may pass.
    var isDamaged: Bool { damage != nil }

    /// Starts another slice where this one has ended, or was paused.
    mutating func begin() {
        (isPaused, hasProgressed) = (false, false)
        for place in shares.indices { shares[place].bytes = 0 }
    }

    /// Cuts the next batch.
    ///
    /// After damage or a pause it returns nil. ``throwIfDamaged()`` reports the damage once the batches before it are durable.
    package mutating func nextBatch() throws -> Batch? {
        let found: (share: Int, batch: CutBatch)?
        do throws(SourceError) {
            found = try cutNext()
        } catch {
            isPaused = error.isPause && !hasProgressed
            if isPaused { return nil }
            damage = error.numbered(Self.earliest(of: shares).job.start.record)
            return nil
        }
        guard let (share, cut) = found else { return nil }
        guard shares[share].job.start.sequence <= Int32.max else {
            throw StageError(.batch, reason: "malformed", "the source has more than 2147483648 batches")
        }
        return finish(cut, of: share)
    }

    private mutating func finish(_ cut: CutBatch, of place: Int) -> Batch {
        let share = shares[place]
        let (start, stream) = (share.job.start, share.stream)
        let id = BatchID(source: share.id, sequence: start.sequence)
        let records = UInt32(cut.recordCount - stream.builder.skippedCount)
        let held = stream.builder.heldLines
        let body = stream.builder.finish(
            id: id, firstRecord: start.record, sourceBytes: cut.sourceBytes, isLast: cut.isLast)
        shares[place].job.start = ExtractJob.Start(
            sequence: start.sequence + 1, record: start.record + UInt64(cut.recordCount), position: cut.next)
        shares[place].isAtEnd = cut.isLast
        shares[place].isCheapToReach = cut.isCheapToReach
        shares[place].bytes += Int(cut.sourceBytes)
        hasProgressed = true
        return Batch(
            message: Message(
                batch: body, id: id, kind: stream.kind, records: records, isLast: cut.isLast, uri: share.job.uri),
            kind: stream.kind, recordCount: cut.recordCount, heldLines: held)
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
        guard let damage, !damage.mayPass || !hasProgressed else { return }
        throw damage
    }
}
