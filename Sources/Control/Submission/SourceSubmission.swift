import Bus
package import ETLModels
import Ledger
import Postgres
import RabbitMQ
package import ServerAccess

/// The files and settings of a submission to running services.
package struct SubmissionRequest: Sendable {
    package let servers: ServerRequest
    /// Paths, directories, patterns and links; `-` for standard input.
    package let files: [String]
    package let reading: SubmissionOptions
    /// Whether to extract sources in progress again.
    package let again: Bool
    /// The sources that somebody was shown of the files, which are then no patterns and no directories: no other is submitted. Nil for
    /// whatever is in them.
    package let expecting: Set<SourceID>?

    package init(
        servers: ServerRequest, files: [String], reading: SubmissionOptions, again: Bool = false,
        expecting: Set<SourceID>? = nil
    ) {
        self.servers = servers
        self.files = files
        self.reading = reading
        self.again = again
        self.expecting = expecting
    }
}

/// A submission to running services: enters the sources into the ledger, publishes their jobs, and does not wait for them.
package struct SourceSubmission: Sendable {
    private let request: SubmissionRequest
    private let onEvent: @Sendable (SubmissionEvent) -> Void

    /// - Parameter onEvent: called in order, one event at a time, on any thread; the submission waits for it.
    package init(_ request: SubmissionRequest, onEvent: @escaping @Sendable (SubmissionEvent) -> Void) {
        self.request = request
        self.onEvent = onEvent
    }

    /// Submits the files; a failure of one does not block the others.
    ///
    /// - Throws: when a server fails. The files before are submitted; the same request resumes.
    package func perform() async throws -> SubmissionResult {
        let servers = try Servers.named(by: request.servers.settings)
        let connection = try await servers.connectToDatabase()
        try await Migrator.requireMigrated(on: connection)
        try await servers.requireBroker()
        // Reading standard input may take hours: report errors of the servers first.
        let selection =
            request.expecting == nil
            ? try await SourceSelection.find(request.files, request.servers) : SourceSelection(files: request.files)
        for failure in selection.failures { onEvent(.failed(failure)) }
        let logger = try request.servers.settings.controlLogger()
        var result = try await JobPublisher.with(try servers.brokerConfiguration(), logger) {
            [request, onEvent] publisher in
            let submitter = Submitter(
                connection: connection, publisher: publisher, reading: request.reading,
                again: { _ in request.again }, expecting: request.expecting, onEvent: onEvent)
            return try await submitter.submitAll(selection.files)
        }
        result.failed = selection.failures + result.failed
        result.spooled = selection.spooled
        return result
    }
}
