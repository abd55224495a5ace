import Actions
import ArgumentParser
import RabbitMQ
import ServerAccess
import TerminalOutput

struct DeadLettersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters",
        abstract: "Shows, replays, discards, exports and imports the messages that no stage could process.",
        discussion: """
            Name a letter by its id, or by the first digits of its id, as `list` shows them. A batch that was loaded later \
            may still have a dead letter; a replay does not load it twice.
            """,
        subcommands: [
            DeadLettersList.self, DeadLettersShow.self, DeadLettersReplay.self, DeadLettersDiscard.self,
            DeadLettersExport.self, DeadLettersImport.self,
        ])

    /// Runs a command on the broker; starts a private broker for that time if needed.
    ///
    /// - Returns: nil when there is no broker, and so no dead letters.
    static func withBroker<Value: Sendable>(
        _ options: ConnectionOptions, creating: Bool = false,
        _ body: @escaping @Sendable (RabbitMQBrowser) async throws -> Value
    ) async throws -> Value? {
        let request = try await options.request()
        Terminal.outliveItsReaders()
        return try await withCommandErrors {
            try await Interruption.watch { try await Servers.withBroker(request, creating: creating, body) }
        }
    }

    /// Does the same for a command that acts on letters, and keeps the log of it.
    ///
    /// - Parameters:
    ///   - verb: the name of the command.
    ///   - selection: what was asked for.
    ///   - isDryRun: whether it only looks, so that there is nothing to log.
    static func act<Value: ActionOutcome>(
        _ verb: String, on selection: String, _ options: ConnectionOptions, creating: Bool = false,
        isDryRun: Bool = false,
        _ body: @escaping @Sendable (RabbitMQBrowser, ActionNotes) async throws -> Value
    ) async throws -> Value? {
        guard !isDryRun else {
            return try await withBroker(options, creating: creating) { try await body($0, ActionNotes()) }
        }
        let request = try await options.request()
        Terminal.outliveItsReaders()
        return try await withCommandErrors {
            try await Interruption.watch {
                try await CommandLog.keep("dead-letters \(verb)", selection, in: request) { notes, opened in
                    try await Servers.withBroker(request, creating: creating, beside: opened) { browser in
                        try await body(browser, notes)
                    }
                }
            }
        }
    }
}
