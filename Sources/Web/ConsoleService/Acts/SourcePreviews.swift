import ConsolePages
import DeadLetters
import ETLModels
import Ledger
import Postgres
import Progress
import Removal
import ServerAccess
import Submission

/// Finds out what acts on sources would do: one at a time, on a session of its own, because a source may have many rows. Files are looked at
/// where those that are submitted may be, in bounded time, and no longer than the browser waits.
struct SourcePreviews: Sendable {
    /// The most time for a statement.
    private static let limit = "SET default_transaction_read_only = on; SET statement_timeout = '20s'"

    private let servers: Servers
    private let request: ServerRequest
    private let previews: Previews
    private let turn = Turn()

    init(_ servers: Servers, _ request: ServerRequest, _ previews: Previews) {
        self.servers = servers
        self.request = request
        self.previews = previews
    }

    /// - Throws: ``PageFailure``, or what the database says.
    func page(_ act: SourceAct, _ id: String?, _ snapshot: Snapshot?, for session: String) async throws -> Page {
        guard let prefix = id.flatMap({ SourcePrefix($0) }) else { throw PageFailure.notFound("source") }
        return try await turn.with { try await page(act, prefix, snapshot, for: session) }
    }

    private func page(
        _ act: SourceAct, _ prefix: SourcePrefix, _ snapshot: Snapshot?, for session: String
    ) async throws -> Page {
        do {
            return try await servers.withConnection { connection in
                try await connection.execute(Self.limit)
                let view = try await LedgerSources.view(prefix, on: connection)
                if let why = try await refusal(act, on: connection) { return Page.refusal(act, view, why) }
                switch act {
                case .resubmit: return try await resubmission(view, snapshot, on: connection, for: session)
                case .remove: return try await removal(view, prefix, on: connection, for: session)
                }
            }
        } catch is SourceChoiceError {
            throw PageFailure.notFound("source")
        }
    }

    /// Why the login of the console may not act; nil if it may.
    private func refusal(_ act: SourceAct, on connection: PostgresConnection) async throws -> String? {
        switch act {
        case .resubmit: try await SourceTable.maySubmit(on: connection) ? nil : PageFailure.mayNotSubmit
        case .remove:
            try await SourceTable.mayRemove(on: connection)
                ? nil
                : "The login of this console may not delete rows. Only the owner of the tables may: use the command line."
        }
    }

    private func resubmission(
        _ view: LedgerSourceView, _ snapshot: Snapshot?, on connection: PostgresConnection, for session: String
    ) async throws -> Page {
        guard let seen = SeenSource(view) else { throw PageFailure.notFound("source") }
        let letters = snapshot?.letters.letters.count { $0.source == seen.id } ?? 0
        guard view.source.state != .complete else {
            return .resubmission(view, in: snapshot, letters: letters, unreadable: nil, form: nil)
        }
        let places = try request.settings.ledgerPlaces()
        let unreadable = try await CheckEnd.bounding(places) { end -> String? in
            let resubmission = SourceResubmission([seen.id], in: request, places: places) { _ in }
            let failure = try await resubmission.unreadable(on: connection).first
            try Task.checkCancellation()
            return failure.map { end.hasCome ? CheckEnd.words : $0.error }
        }
        return .resubmission(
            view, in: snapshot, letters: letters, unreadable: unreadable,
            form: unreadable == nil ? previews.add(.resubmission(seen), for: session).form : nil)
    }

    private func removal(
        _ view: LedgerSourceView, _ prefix: SourcePrefix, on connection: PostgresConnection, for session: String
    ) async throws -> Page {
        let places = try request.settings.ledgerPlaces()
        let found = try await CheckEnd.bounding(places) { end -> RemovalForecast? in
            let removal = RemovalRequest(prefix, in: request, isDryRun: true, places: places)
            let forecast = try await removal.forecast(on: connection)
            try Task.checkCancellation()
            // What nobody had time to look at is not lost.
            return end.hasCome && !forecast.unreadable.isEmpty ? nil : forecast
        }
        guard let forecast = found else { return .refusal(.remove, view, CheckEnd.words) }
        let form = forecast.plan.refusal == nil ? previews.add(.removal(forecast), for: session).form : nil
        return .removal(forecast, form: form)
    }
}
