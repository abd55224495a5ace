import ETLModels
import Logging
import Pipeline
import RabbitMQ

/// Submits the files below some directories as they are completed.
struct Watch: Sendable {
    let servers: Servers
    /// Absolute paths, none below another.
    let roots: [String]
    let names: SourceNames
    /// How long a file that was written in its place has to stay as it is.
    let settle: Duration
    let reading: SourceReading
    /// Whether to end when what is there has been submitted, and not to wait for anything.
    let isOnce: Bool
    let stop: StopPipe
    let logger: Logger

    private var retry: OutageRetry { OutageRetry(isEnabled: !isOnce) }

    /// Runs until `stop` is raised, or once through the directories.
    ///
    /// - Returns: whether all files could be submitted.
    func run() async throws -> Bool {
        let directories = try DirectoryWatch(roots, names, pause: settle, stop: stop, follows: !isOnce)
        try await retry.run { try await servers.requireBroker() }
        let configuration = try servers.brokerConfiguration()
        return try await JobPublisher.with(configuration, logger, observer: WatchedBroker(stop: stop)) { publisher in
            defer { stop.raise() }
            var submission = WatchSubmission(
                servers, publisher, reading: reading, retry: retry)
            let failed = try await submit(directories, by: &submission)
            await submission.close()
            return failed == 0
        }
    }

    private func submit(_ directories: DirectoryWatch, by submission: inout WatchSubmission) async throws -> Int {
        _ = try await retry.run { try await submission.openConnection() }
        submission.retry.includesOperators = true
        if !isOnce { Terminal.print("Watching \(roots.map(Format.printable).joined(separator: ", "))") }
        var failed = 0
        while let files = try await directories.next() {
            failed += try await submission.submit(files)
        }
        let unsettled = await directories.unsettledCount
        if isOnce, unsettled > 0 { Terminal.print("Not complete yet: \(unsettled) files; the next time") }
        return failed
    }
}
