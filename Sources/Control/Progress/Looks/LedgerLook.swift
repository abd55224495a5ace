import DeadLetters
import ETLModels
import Ledger
import Postgres
import ServerAccess

/// The state of the sources in the ledger.
struct LedgerReport: Sendable {
    var progress: [SourceProgress] = []
    /// The rates of sources with recent loads.
    var paces: [SourceID: SourcePace] = [:]
    /// The batches that have dead letters but are loaded.
    var loaded: [SourceID: Set<Int>] = [:]
    /// The tables in their bulk phases.
    var bulkPhases: [BulkPhase] = []
}

/// Reads the ledger repeatedly, on one connection until it is lost.
actor LedgerLook {
    private let servers: Servers
    private var connection: PostgresConnection?

    init(_ servers: Servers) {
        self.servers = servers
    }

    func look(_ letters: [DeadLetter]) async throws -> LedgerReport {
        do {
            let connection = try await servers.connectToDatabase(inPlaceOf: connection)
            self.connection = connection
            var report = LedgerReport(
                progress: try await SourceTable.progress(on: connection),
                paces: try await BatchTable.recentPaces(on: connection))
            report.bulkPhases = try await BulkPhase.all(on: connection)
            let open = Set(report.progress.lazy.filter(\.isOpen).map(\.id))
            var asked: [SourceID: [Int]] = [:]
            for letter in letters {
                guard let source = letter.source, open.contains(source), let sequence = letter.sequence else {
                    continue
                }
                asked[source, default: []].append(sequence)
            }
            report.loaded = try await BatchTable.loadedSequences(among: asked, on: connection)
            return report
        } catch {
            connection = nil
            throw error
        }
    }

    func close() async {
        await connection?.close()
    }
}
