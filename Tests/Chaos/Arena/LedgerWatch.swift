import Postgres
import Synchronization

/// Queries the ledger a few times a second while a scenario runs. The database may be unavailable at times.
package actor LedgerWatch {
    package struct Sample: Sendable {
        package let at: ContinuousClock.Instant
        package let batches: Int
        /// Whether every source has all its batches.
        package let isComplete: Bool
    }

    private let configuration: PostgresConfiguration
    private let sourceCount: Int
    private var connection: PostgresConnection?
    /// A sample for each growth of the ledger.
    package private(set) var growth: [Sample] = []

    init(url: String, sourceCount: Int) {
        configuration = PostgresConfiguration(url: url, applicationName: "chaos")
        self.sourceCount = sourceCount
    }

    package var batches: Int { growth.last?.batches ?? 0 }
    package var isComplete: Bool { growth.last?.isComplete ?? false }

    /// Queries until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await look()
            try? await Task.sleep(for: .milliseconds(100))
        }
        await connection?.close()
        connection = nil
    }

    /// Queries once; does nothing if the database does not answer.
    func look() async {
        do {
            if connection == nil { connection = try await PostgresConnection.connect(configuration) }
            guard let row = try await connection?.query(Self.query).first else { return }
            let batches = row.int(0) ?? 0
            let isComplete = row.int(1) == sourceCount
            guard batches > self.batches || isComplete != self.isComplete else { return }
            growth.append(Sample(at: .now, batches: batches, isComplete: isComplete))
        } catch {
            await connection?.close()
            connection = nil
        }
    }

    /// Forgets what it has seen, after a fault that lost batches: the ledger grows again from less.
    package func startAgain() { growth = [] }

    /// The time from `moment` until the ledger grew again; nil if it never did, zero if it was complete by then.
    package func recovery(after moment: ContinuousClock.Instant) -> Duration? {
        if let last = growth.last, last.isComplete, last.at <= moment { return .zero }
        return growth.first { $0.at > moment }.map { $0.at - moment }
    }

    /// The longest time without a new batch after `moment`: for faults that last while the load goes on.
    func longestPause(after moment: ContinuousClock.Instant) -> Duration? {
        let times = growth.map(\.at)
        return zip(times, times.dropFirst()).filter { $1 > moment }.map { $1 - $0 }.max()
    }

    /// The ledger, and the sources that have all their batches.
    private static let query = """
        SELECT (SELECT count(*) FROM etl.batches), (
            SELECT count(*) FROM etl.sources AS source
            WHERE batches = (SELECT count(*) FROM etl.batches WHERE source_id = source.source_id))
        """
}
