package import Downloads
package import ETLModels
import Ledger
package import Postgres
import RabbitMQ
package import ServerAccess
import SourceDescriptions

/// Publishes the extract jobs of sources in the ledger again, from their files as they were submitted.
///
/// Safe to repeat, and while a stage works on a source: the loader skips what the ledger has. A retired source is
/// active again. A complete one stays as it is, whatever has become of its file.
package struct SourceResubmission: Sendable {
    private let servers: ServerRequest
    private let sources: [SourceID]
    private let places: SourcePlaces?
    private let onEvent: @Sendable (SubmissionEvent) -> Void

    /// - Parameters:
    ///   - places: where files and links may be; nil for all that the process can access.
    ///   - onEvent: called in order, one event at a time, on any thread.
    package init(
        _ sources: [SourceID], in servers: ServerRequest, places: SourcePlaces? = nil,
        onEvent: @escaping @Sendable (SubmissionEvent) -> Void
    ) {
        self.servers = servers
        self.sources = sources
        self.places = places
        self.onEvent = onEvent
    }

    /// Resubmits the sources; a failure of one does not block the others.
    ///
    /// - Throws: when a server fails. Some sources may be resubmitted; the same call resumes.
    package func perform() async throws -> SubmissionResult {
        let named = try Servers.named(by: servers.settings)
        let reading = SubmissionOptions(
            places: try places ?? servers.settings.sourcePlaces(), kind: nil, naming: ColumnNaming(), batchRecords: 1,
            verification: try servers.settings.rangeVerification())
        let connection = try await named.connectToDatabase()
        try await Migrator.requireMigrated(on: connection)
        try await named.requireBroker()
        let logger = try servers.settings.controlLogger()
        let result = try await JobPublisher.with(try named.brokerConfiguration(), logger) {
            [sources, onEvent] publisher in
            let submitter = Submitter(
                connection: connection, publisher: publisher, reading: reading, again: { _ in true },
                onEvent: onEvent)
            return try await submitter.resubmit(sources)
        }
        await connection.close()
        return result
    }
}

extension SourceResubmission {
    /// Looks at the files of the sources, complete or not, and changes nothing.
    ///
    /// - Returns: those that cannot be read again, because they are unavailable or no longer as they were submitted.
    package func unreadable(on connection: PostgresConnection) async throws -> [FailedSource] {
        let places = try self.places ?? servers.settings.sourcePlaces()
        var failures: [FailedSource] = []
        for source in sources {
            try Task.checkCancellation()
            guard let stored = try await StoredSource(source, on: connection) else { continue }
            if case .failed(let failure) = await stored.inspect(with: places, always: true) { failures.append(failure) }
        }
        return failures
    }
}

extension Submitter {
    /// Publishes the jobs of sources in the ledger again.
    func resubmit(_ sources: [SourceID]) async throws -> SubmissionResult {
        var result = SubmissionResult()
        for source in sources {
            try Task.checkCancellation()
            guard let stored = try await StoredSource(source, on: connection) else { continue }
            let submitted: [SubmittedSource]
            switch await stored.inspect(with: reading.places) {
            case .same(let inspected): submitted = try await submit([inspected])
            case .failed(let failure):
                onEvent(.failed(failure))
                result.failed.append(failure)
                continue
            case .complete: submitted = [SubmittedSource(entry: stored.entry, outcome: .complete)]
            }
            onEvent(.submitted(submitted))
            result.submitted += submitted
        }
        return result
    }
}
