import Bus
import ETLModels
import Failpoints
import Ledger
import Logging
import Postgres
import RabbitMQ
import Runtime
import ServiceLogging
import ServiceMetrics

/// Loads batches through a database connection of its own, several in one transaction if several are ready.
actor LoadHandler: StageHandler {
    private let configuration: PostgresConfiguration
    private var settlement: KeySettlement
    private let metrics: LoadMetrics
    private let logger: Logger
    private var connection: PostgresConnection?

    /// - Parameters:
    ///   - settlement: owned by the handler from now on.
    ///   - connection: an open session, owned by the handler from now on.
    init(
        configuration: PostgresConfiguration, settlement: KeySettlement,
        connection: PostgresConnection? = nil, metrics: LoadMetrics, logger: Logger
    ) {
        self.configuration = configuration
        self.settlement = settlement
        self.connection = connection
        self.metrics = metrics
        self.logger = logger
    }

    nonisolated func workBytes(of delivery: Delivery) -> Int {
        // A report is small text, of which the loader makes values.
        delivery.isSightingReport ? 16 * delivery.body.count : LoadBatch.workBytes(for: delivery.body.span.bytes)
    }

    func handle(_ deliveries: [Delivery]) async -> [Result<Void, StageError>] {
        var outcomes = [Result<Void, StageError>](repeating: .success(()), count: deliveries.count)
        var readable: [(place: Int, batch: LoadBatch)] = []
        for (place, delivery) in deliveries.enumerated() where !delivery.isSightingReport {
            do throws(StageError) {
                readable.append((place, try Self.read(delivery)))
            } catch {
                outcomes[place] = .failure(error)
            }
        }
        for (place, outcome) in await load(readable) { outcomes[place] = outcome }
        // After the batches, which came before.
        for (place, delivery) in deliveries.enumerated() where delivery.isSightingReport {
            outcomes[place] = await note(delivery)
        }
        return outcomes
    }

    private static func read(_ delivery: Delivery) throws(StageError) -> LoadBatch {
        do throws(WireError) {
            return try LoadBatch(delivery.body)
        } catch {
            throw StageError(error)
        }
    }

    /// Loads all batches together; if one of them causes a failure, each by itself.
    private func load(_ group: [(place: Int, batch: LoadBatch)]) async -> [(Int, Result<Void, StageError>)] {
        guard !group.isEmpty else { return [] }
        do throws(StageError) {
            try await load(group.map(\.batch))
            return group.map { ($0.place, .success(())) }
        } catch {
            guard error.fault == .batch, group.count > 1 else { return group.map { ($0.place, .failure(error)) } }
            var outcomes: [(Int, Result<Void, StageError>)] = []
            for single in group { outcomes += await load([single]) }
            return outcomes
        }
    }

    private func load(_ batches: [LoadBatch]) async throws(StageError) {
        do throws(LoadError) {
            try await loadTogether(batches)
            Failpoint.pass(.afterCommitBeforeAck)
        } catch {
            throw StageError(error)
        }
    }

    private func loadTogether(_ batches: [LoadBatch]) async throws(LoadError) {
        while true {
            do throws(LoadError) {
                let transaction = LoadTransaction(batches, settlement, metrics)
                return finish(try await transaction.run(on: usableConnection()), of: batches)
            } catch {
                guard settlement.retries(after: error) else { throw error }
            }
        }
    }

    private func finish(_ loaded: LoadedGroup, of batches: [LoadBatch]) {
        settlement.committed(loaded.search)
        loaded.count(in: metrics)
        for batch in batches {
            logger.debug(
                "Loaded a batch",
                metadata: [LogKey.batch: "\(batch.id)", LogKey.records: .stringConvertible(batch.recordCount)])
        }
        if !loaded.removed.isEmpty {
            logger.info(
                "Passed over batches of removed sources", metadata: [LogKey.batches: "\(loaded.removed.count)"])
        }
        if !loaded.known.isEmpty {
            logger.debug(
                "Skipped batches that are already in the ledger", metadata: [LogKey.batches: "\(loaded.known.count)"])
        }
    }

    /// Notes a report of sightings in the ledger.
    private func note(_ delivery: Delivery) async -> Result<Void, StageError> {
        do throws(StageError) {
            let report = try SightingReport(message: delivery.body)
            do throws(LoadError) {
                try await note(report, on: usableConnection())
            } catch {
                throw StageError(error)
            }
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    private func note(_ report: SightingReport, on connection: PostgresConnection) async throws(LoadError) {
        let sightings = report.sightings.compactMap { sighting in
            SourceID(sighting.source).map {
                (source: $0, activity: sighting.activity.rawValue, reason: sighting.reason)
            }
        }
        do throws(PostgresError) {
            try await SightingTable.note(
                sightings, by: report.process, takenUntil: report.takenUntil, on: connection)
        } catch {
            throw .database(error)
        }
    }

    private func usableConnection() async throws(LoadError) -> PostgresConnection {
        if let connection, await connection.isUsable { return connection }
        await connection?.close()
        do throws(PostgresError) {
            let fresh = try await LoaderSession.connect(configuration)
            connection = fresh
            return fresh
        } catch {
            throw .database(error)
        }
    }
}
