import Actions
import Bus
import ConsolePages
import DeadLetters
import DisplayText
import ETLModels
import Ledger
import Postgres
import Progress
import RabbitMQ
import Removal
import ServerAccess
import Submission
import SystemPackage

/// The work of an action, on sessions of its own.
struct ActWork: Sendable {
    let servers: Servers
    let request: ServerRequest
    let exports: FilePath?
    let act: PlannedAct
    /// The number of dead letters that have come since the preview, by the last look.
    let others: Int

    /// Acts, and keeps the log of it.
    func run(_ number: Int64, log connection: PostgresConnection) async throws {
        let reconnect: @Sendable () async throws -> PostgresConnection = { try await servers.connectToDatabase() }
        _ = try await ActionLog.perform(number, on: connection, reconnect: reconnect) { notes in
            switch act {
            case .letters(let act, let ids, _):
                try await Outcome(servers.withBrowser { try await self.act(act, on: ids, $0, notes) })
            case .resubmission(let source): try await Outcome(resubmit(source, notes))
            case .removal(let forecast): try await Outcome(remove(forecast, notes))
            case .submission(let submission): try await Outcome(submit(submission, notes))
            }
        }
    }

    /// What any act has come to.
    private struct Outcome: ActionOutcome {
        let words: String
        let hasFailed: Bool

        init(_ outcome: any ActionOutcome) {
            words = outcome.words
            hasFailed = outcome.hasFailed
        }
    }

    private func resubmit(_ source: SeenSource, _ notes: ActionNotes) async throws -> SubmissionResult {
        let now = try await servers.withConnection { try await LedgerSources.view(source, on: $0) }
        guard SeenSource(now) == source else { throw PageFailure.changed }
        let places = try request.settings.ledgerPlaces()
        return try await SourceResubmission([source.id], in: request, places: places) { notes.note($0) }.perform()
    }

    private func remove(_ forecast: RemovalForecast, _ notes: ActionNotes) async throws -> RemovalResult {
        let id = forecast.plan.removal.id
        guard let prefix = SourcePrefix("\(id)") else { throw PageFailure.notFound("source") }
        let removal = RemovalRequest(
            prefix, in: request, acceptsLosses: forecast.hasLosses, expecting: forecast,
            places: try request.settings.ledgerPlaces())
        return try await removal.perform(onEvent: RemovalNotes(of: id, in: notes).note)
    }

    private func submit(_ submission: PlannedSubmission, _ notes: ActionNotes) async throws -> SubmissionResult {
        let request = SubmissionRequest(
            servers: request, files: submission.files, reading: submission.reading, again: submission.again,
            expecting: Set(submission.sources))
        return try await SourceSubmission(request) { notes.note($0) }.perform()
    }
}

extension ActWork {
    private func act(
        _ act: LetterAct, on ids: [LetterID], _ browser: RabbitMQBrowser, _ notes: ActionNotes
    ) async throws -> LetterOutcome {
        let selection = LetterSelection(exactly: ids)
        let tally: LetterTally
        switch act {
        case .replay: tally = try await DeadLetterQueues.replay(selection, on: browser) { notes.note($0) }
        case .discard:
            guard let exports else { throw PageFailure.notOffered }
            let kept = try await DeadLetterQueues.export(selection, to: exports, on: browser) { notes.note($0) }
            // What could not be kept stays where it is.
            guard kept.tally.failed == 0 else { throw PageFailure.notKept(kept.tally.failed) }
            // Nor does a letter that was away meanwhile, and is back.
            let written = LetterSelection(exactly: kept.ids)
            tally = try await DeadLetterQueues.discard(written, dryRun: false, on: browser) { notes.note($0) }
        }
        return LetterOutcome(wanted: ids.count, tally: tally, failed: tally.failed, others: others)
    }

    private struct LetterOutcome: ActionOutcome {
        let wanted: Int
        let tally: LetterTally
        let failed: Int
        let others: Int

        var words: String {
            let gone = wanted - tally.total - failed
            let missing = gone > 0 ? ", \(Format.count(gone)) not there any more" : ""
            let more = others > 0 ? "; \(Format.count(others)) more matched by then: not meant by the preview" : ""
            return "\(tally.words)\(failed > 0 ? ", \(Format.count(failed)) failed" : "")\(missing)\(more)"
        }

        var hasFailed: Bool { failed > 0 }
    }
}

extension LedgerSources {
    fileprivate static func view(
        _ source: SeenSource, on connection: PostgresConnection
    ) async throws -> LedgerSourceView {
        guard let prefix = SourcePrefix("\(source.id)") else { throw PageFailure.notFound("source") }
        return try await view(prefix, on: connection)
    }
}
