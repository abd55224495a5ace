import Actions
import Ledger
import Postgres
import ServerAccess
import TerminalOutput

/// Keeps the log of what commands do.
enum CommandLog {
    /// Acts, and keeps the log of it. If the database cannot be reached, it says so, and acts nevertheless.
    ///
    /// - Parameters:
    ///   - verb: the command, without `etl`.
    ///   - selection: what was asked for, as options and arguments.
    ///   - subjects: the ids that were asked for.
    ///   - body: acts, and notes what becomes of each subject. The servers that the log needed are open meanwhile.
    static func keep<Value: ActionOutcome>(
        _ verb: String, _ selection: String, subjects: [String] = [], in request: ServerRequest,
        _ body: @escaping @Sendable (ActionNotes, Servers?) async throws -> Value?
    ) async throws -> Value? {
        let servers: Servers
        do {
            servers = try await Servers.openToLook(request)
        } catch ServersError.noPrivateDatabase {
            // Nothing has been loaded yet.
            return try await body(ActionNotes(), nil)
        } catch  where !(error is ServersError) {
            complain(error)
            return try await body(ActionNotes(), nil)
        }
        return try await servers.stopping {
            let connection: PostgresConnection
            do {
                connection = try await servers.connectToDatabase(inPlaceOf: nil)
            } catch {
                complain(error)
                return try await body(ActionNotes(), servers)
            }
            let entry = Actor.ofThisProcess.entry(verb, selection, subjects: subjects)
            let reconnect: @Sendable () async throws -> PostgresConnection = { try await servers.connectToDatabase() }
            let outcome = try await ActionLog.perform(entry, on: connection, reconnect: reconnect) { notes in
                Performed(value: try await body(notes, servers))
            }
            await connection.close()
            return outcome.value
        }
    }

    private static func complain(_ error: any Error) {
        Terminal.complain("this will not be in the log of actions: \(error)")
    }

    /// An outcome, or nothing: there was nothing to act on.
    private struct Performed<Value: ActionOutcome>: ActionOutcome {
        let value: Value?

        var words: String { value?.words ?? "nothing to act on" }
        var hasFailed: Bool { value?.hasFailed ?? false }
    }
}

/// The outcome of an act in words.
struct DoneInWords: ActionOutcome {
    let words: String

    init(_ words: String) {
        self.words = words
    }
}
