import ETLModels
package import Logging
import RabbitMQ
package import ServerAccess
package import Submission

/// Submits the files below some directories as they become complete.
package struct Watch: Sendable {
    let servers: Servers
    /// Absolute paths, none below another.
    let roots: [String]
    let names: SourceNames
    /// The time without a change after which a file written in place is complete.
    let settle: Duration
    let reading: SubmissionOptions
    /// Whether to end after submitting the complete files, without waiting.
    let isOnce: Bool
    let stop: StopPipe
    let logger: Logger
    let onEvent: @Sendable (WatchEvent) -> Void

    /// - Parameters:
    ///   - directories: the directories to watch; one below another is part of it.
    ///   - settle: how long a file written in place must not change to be complete.
    ///   - isOnce: whether to end after submitting the complete files.
    ///   - stop: ends the watch.
    ///   - onEvent: called in order, one event at a time.
    package init(
        servers: Servers, directories: [String], names: SourceNames, settle: Duration, reading: SubmissionOptions,
        isOnce: Bool,
        stop: StopPipe, logger: Logger, onEvent: @escaping @Sendable (WatchEvent) -> Void
    ) {
        self.servers = servers
        roots = Self.roots(of: directories)
        self.names = names
        self.settle = settle
        self.reading = reading
        self.isOnce = isOnce
        self.stop = stop
        self.logger = logger
        self.onEvent = onEvent
    }

    /// The absolute paths of directories, without those below another.
    static func roots(of directories: [String]) -> [String] {
        let paths = Set(directories.map(SourceFiles.absolutePath))
        return paths.sorted().filter { path in
            !paths.contains { $0 != path && (path.hasPrefix($0 + "/") || $0 == "/") }
        }
    }

    private var retry: OutageRetry { OutageRetry(isEnabled: !isOnce, onEvent: onEvent) }

    /// Runs until `stop` is raised, or once through the directories.
    ///
    /// - Returns: whether all files could be submitted.
    package func run() async throws -> Bool {
        let directories = try DirectoryWatch(
            roots, names, pause: settle, stop: stop, follows: !isOnce, onUnreadable: { onEvent(.unreadable($0)) })
        try await retry.run { try await servers.requireBroker() }
        let configuration = try servers.brokerConfiguration()
        return try await JobPublisher.with(configuration, logger, observer: WatchedBroker(stop: stop, onEvent: onEvent))
        { publisher in
            defer { stop.raise() }
            var submission = WatchSubmission(
                servers, publisher, reading: reading, retry: retry, onEvent: onEvent)
            let failed = try await submit(directories, by: &submission)
            await submission.close()
            return failed == 0
        }
    }

    private func submit(_ directories: DirectoryWatch, by submission: inout WatchSubmission) async throws -> Int {
        _ = try await retry.run { try await submission.openConnection() }
        submission.retry.includesOperators = true
        if !isOnce { onEvent(.watching(roots: roots)) }
        var failed = 0
        while let files = try await directories.next() {
            failed += try await submission.submit(files)
        }
        let unsettled = await directories.unsettledCount
        if isOnce, unsettled > 0 { onEvent(.unsettled(unsettled)) }
        return failed
    }
}
