import ETLModels
import Ledger
package import Postgres
import Progress
import ServerAccess
import Submission

extension RemovalRequest {
    /// Tells what the removal will do, removes the source, and submits the sources again that have to be read again.
    ///
    /// - Parameter onEvent: called in order, one event at a time, on any thread.
    /// - Throws: ``RemovalError``, ``SourceChoiceError``; and when a server fails. The same request goes on.
    package func perform(onEvent: @escaping @Sendable (RemovalEvent) -> Void) async throws -> RemovalResult {
        let opened = try await Servers.openToLook(servers)
        return try await opened.stopping {
            let connection = try await opened.connectToDatabase(inPlaceOf: nil)
            let forecast = try await forecast(on: connection)
            onEvent(.planned(forecast))
            var result = RemovalResult(forecast: forecast)
            if let refusal = forecast.plan.refusal { throw RemovalError.refused(refusal) }
            guard !isDryRun else { return result }
            guard acceptsLosses || !forecast.hasLosses else { throw RemovalError.losses }
            if let expecting, !forecast.isAsShown(in: expecting) { throw RemovalError.changed }
            if !forecast.plan.reloads.isEmpty { try await broker?.requireBroker() }
            let removal = Removal(forecast.plan.removal, onEvent: onEvent)
            (result.rows, result.batches, result.forgotten) = try await removal.run(on: connection)
            try await submit(&result, on: connection, onEvent)
            await connection.close()
            return result
        }
    }

    /// Finds out what the removal will do; changes nothing.
    package func forecast(on connection: PostgresConnection) async throws -> RemovalForecast {
        let id = try await LedgerSources.find(source, on: connection).id
        guard let removal = try await SourceRemoval.of(id, on: connection) else {
            throw SourceChoiceError.notFound(source.digits)
        }
        let plan = try await removal.plan(on: connection)
        let reloads = SourceResubmission(plan.reloads.map(\.id), in: servers, places: places) { _ in }
        return RemovalForecast(plan, unreadable: try await reloads.unreadable(on: connection))
    }

    /// The named servers; nil for private ones, which have no services between two runs.
    private var broker: Servers? {
        get throws { try servers.settings.requestedDatabase() == nil ? nil : Servers.named(by: servers.settings) }
    }

    /// Submits the sources of which the ledger has forgotten batches.
    private func submit(
        _ result: inout RemovalResult, on connection: PostgresConnection,
        _ onEvent: @escaping @Sendable (RemovalEvent) -> Void
    ) async throws {
        let sources = try await SourceRemoval.toBeSubmitted(on: connection)
        result.incomplete = sources
        guard !sources.isEmpty, try broker != nil else { return }
        let resubmission = SourceResubmission(sources.map(\.id), in: servers, places: places) {
            onEvent(.submission($0))
        }
        do {
            result.submitted = try await resubmission.perform().submitted
        } catch {
            result.failure = "\(error)"
        }
        result.incomplete = try await SourceRemoval.toBeSubmitted(on: connection)
    }
}
