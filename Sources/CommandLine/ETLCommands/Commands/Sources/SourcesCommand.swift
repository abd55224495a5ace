import Actions
import ArgumentParser
import Ledger
import Postgres
import Progress
import ServerAccess
import TerminalOutput

struct SourcesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sources",
        abstract:
            "Lists the submitted files, shows one, resubmits or retires those that are stuck, removes one with its rows.",
        discussion: "Name a source by its id, or by the first digits of its id, as `list` shows them.",
        subcommands: [
            SourcesList.self, SourcesShow.self, SourcesResubmit.self, SourcesRetire.self,
            SourcesRemove.self,
        ])

    /// Runs a command on the migrated database.
    static func withDatabase(
        _ request: ServerRequest, _ body: (PostgresConnection) async throws -> Void
    ) async throws {
        Terminal.outliveItsReaders()
        try await withCommandErrors { try await onDatabase(request, body) }
    }

    /// Runs a command that acts on the migrated database, and keeps the log of it.
    ///
    /// - Parameter arguments: what the command was asked to act on.
    static func act<Value: ActionOutcome>(
        _ verb: String, _ arguments: [String], _ request: ServerRequest,
        _ body: @escaping @Sendable (PostgresConnection, ActionNotes) async throws -> Value
    ) async throws {
        Terminal.outliveItsReaders()
        try await withCommandErrors {
            try await keepLog(verb, arguments, request) { notes in
                try await onDatabase(request) { try await body($0, notes) }
            }
        }
    }

    /// Runs a command that opens sessions with the migrated database, and that a signal stops. Keeps the log of it.
    ///
    /// - Parameter arguments: what the command was asked to act on.
    static func actInSessions<Value: ActionOutcome>(
        _ verb: String, _ arguments: [String], _ request: ServerRequest,
        _ body:
            @escaping @Sendable (
                @escaping @Sendable () async throws -> PostgresConnection, ActionNotes
            ) async throws -> Value
    ) async throws {
        Terminal.outliveItsReaders()
        try await Interruption.watch(announcing: false) {
            try await withCommandErrors {
                try await keepLog(verb, arguments, request) { notes in
                    let servers = try await Servers.openToLook(request)
                    return try await servers.stopping {
                        // Tells of tables that are missing before a statement fails without them.
                        try await servers.connectToDatabase(inPlaceOf: nil).close()
                        return try await body({ try await servers.connectToDatabase() }, notes)
                    }
                }
            }
        }
    }

    private static func onDatabase<Value: Sendable>(
        _ request: ServerRequest, _ body: (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        try await Servers.withDatabase(request) { connection in
            try await Migrator.requireMigrated(on: connection)
            return try await body(connection)
        }
    }

    private static func keepLog<Value: ActionOutcome>(
        _ verb: String, _ arguments: [String], _ request: ServerRequest,
        _ body: @escaping @Sendable (ActionNotes) async throws -> Value
    ) async throws {
        _ = try await CommandLog.keep(
            verb, arguments.joined(separator: " "), subjects: arguments, in: request
        ) { notes, _ in try await body(notes) }
    }
}

extension SourcePrefix: ExpressibleByArgument {
    /// Parses the id of a source, or its first digits.
    package init?(argument: String) { self.init(argument) }
}
