import Blocking
import ConsolePages
import DisplayText
import Downloads
import ETLModels
import HummingbirdCore
import Inspection
import Ledger
import Postgres
import ServerAccess
import ServiceSettings
import SourceDescriptions
import SourceReading
import Submission

/// Looks at files that somebody wants to submit, one request at a time: in bounded time, and no longer than the browser waits.
struct SubmitCheck: Sendable {
    /// The records of each file that are looked at.
    private static let records = 1000
    /// A compressed file up to this size is looked at as a whole.
    private static let verified: UInt64 = 16 << 20

    private let servers: Servers
    private let request: ServerRequest
    private let previews: Previews
    private let turn = Turn()

    init(_ servers: Servers, _ request: ServerRequest, _ previews: Previews) {
        self.servers = servers
        self.request = request
        self.previews = previews
    }

    /// Whether the settings name places of files or links.
    var hasPlaces: Bool { (try? request.settings.allowedPlaces()) != nil }

    /// The page with what was found, and with the form to submit it.
    ///
    /// - Throws: ``FormFailure``, ``PageFailure``, `CancellationError` if the browser is gone, or what the database says.
    func page(_ sent: Request, _ snapshot: Snapshot?, for session: String) async throws -> Page {
        guard let places = try request.settings.allowedPlaces() else { throw PageFailure.notFound("page") }
        return try await sent.body.consumeWithCancellationOnInboundClose { body in
            // A slow form holds no turn.
            let options = try SubmitOptions(
                try await FormFields(sent.headers, body, upTo: SubmitPage.mostBytes))
            return try await turn.with { try await page(options, places, snapshot, for: session) }
        }
    }

    private func page(
        _ options: SubmitOptions, _ places: SourcePlaces, _ snapshot: Snapshot?, for session: String
    ) async throws -> Page {
        let files = try await servers.withConnection { connection in
            guard try await SourceTable.maySubmit(on: connection) else { throw SubmitFailure.mayNot }
            return try await look(options, places, on: connection)
        }
        let good = files.filter { $0.outcome(again: options.again) == .submitted }
        guard !good.isEmpty else { return .checked(files, again: options.again, in: snapshot, form: nil) }
        let submission = PlannedSubmission(
            files: good.map(\.file), shown: options.shown(good.map(\.outlook.uri)),
            sources: good.flatMap { $0.outlook.sources.map(\.id) },
            // The dry check may have stopped its own places.
            reading: try reading(options, from: try request.settings.allowedPlaces() ?? places),
            again: options.again)
        let form = previews.add(.submission(submission), for: session).form
        return .checked(files, again: options.again, in: snapshot, form: form)
    }

    private func reading(_ options: SubmitOptions, from places: SourcePlaces) throws -> SubmissionOptions {
        try SubmissionOptions(
            places: places, kind: options.kind, naming: options.naming, settings: request.settings,
            replaces: options.replaces)
    }

    private func look(
        _ options: SubmitOptions, _ places: SourcePlaces, on connection: PostgresConnection
    ) async throws -> [CheckedFile] {
        let chain = try await ChainTable.chain(on: connection)
        return try await CheckEnd.bounding(places) { end in
            let survey = FileSurvey(reading: try reading(options, from: places))
            let inspection = FileInspection.Request(
                places: places, kind: options.kind, naming: options.naming, chain: chain,
                limits: RecordChecker.Limits(checked: Self.records, records: 5, verified: Self.verified),
                watch: ReadingWatch(textLimits: .usual) { _ in end.hasCome ? .paused : nil })
            var files: [CheckedFile] = []
            for file in options.files {
                try Task.checkCancellation()
                guard !end.hasCome else {
                    files.append(CheckedFile(unlooked: file))
                    continue
                }
                let outlook = try await survey.outlook(of: file, on: connection)
                let found = await blockingCall { FileInspection(of: file, inspection) }
                files.append(CheckedFile(file: file, outlook: outlook, inspection: found, isCut: end.hasCome))
            }
            return files
        }
    }
}
