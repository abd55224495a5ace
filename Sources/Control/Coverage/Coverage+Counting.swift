import Postgres
import RecordBlocks

extension CoverageRequest {
    /// The most buckets of an exact count, and of a sample, in which a bucket has few pages.
    private static let (buckets, sampledBuckets) = (480, 60)
    /// The most records that are counted without a range.
    private static let mostCounted = 2_000_000

    /// Counts the records of the frame, or estimates them.
    func count(
        _ frame: BlockRange, _ table: RecordBlocks, _ draft: inout CoverageDraft, on connection: PostgresConnection
    ) async throws {
        let range = frame.first...frame.last
        if countsAll(draft.sources) {
            let buckets = BlockBuckets(frame, most: Self.buckets)
            let counts = try await within(connection) { connection throws(PostgresError) in
                try table.counts(by: buckets.width, in: range, on: connection)
            }
            if let counts {
                draft.counted = (buckets, counts)
                return try await countDays(of: range, table, &draft, on: connection)
            }
            draft.notes.append(.countTookTooLong(seconds: seconds))
        } else {
            draft.notes.append(.tooManyToCount)
        }
        let buckets = BlockBuckets(frame, most: Self.sampledBuckets)
        let sampled = try await within(connection) { connection throws(PostgresError) in
            try table.sampledCounts(by: buckets.width, in: range, on: connection)
        }
        guard let sampled else { return draft.notes.append(.notCounted) }
        draft.counted = (buckets, sampled)
    }

    /// Whether the records are few, or in a range that somebody chose.
    private func countsAll(_ sources: [SourceBlocks]) -> Bool {
        (from != nil && to != nil) || sources.reduce(0) { $0 + $1.stored } <= Self.mostCounted
    }

    private func countDays(
        of range: ClosedRange<Int64>, _ table: RecordBlocks, _ draft: inout CoverageDraft,
        on connection: PostgresConnection
    ) async throws {
        let days = try await within(connection) { connection throws(PostgresError) in
            try table.days(in: range, on: connection)
        }
        if days == nil { draft.notes.append(.daysNotCounted(seconds: seconds)) }
        draft.days = days.flatMap(\.self)
    }
}
