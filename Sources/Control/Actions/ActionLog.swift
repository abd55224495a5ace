package import Ledger
package import Postgres
import ServerAccess

/// Keeps the log of what operators do: an entry before the act, the results as they come, and the end.
package enum ActionLog {
    /// How often the results of an action under way are written.
    private static let pause = Duration.seconds(1)
    /// The longest that results may take to be written: nothing is done for long that the log does not have.
    private static let patience = Duration.seconds(5)

    /// Acts, and keeps the log of it.
    ///
    /// - Parameters:
    ///   - entry: what is about to be done.
    ///   - connection: a session for the log alone.
    ///   - reconnect: opens another one, for an end that the first cannot write any more.
    ///   - body: acts, and notes what becomes of each subject. It is cancelled if the results cannot be written meanwhile.
    /// - Returns: what `body` returns; the log has its words.
    /// - Throws: ``PostgresError`` if the action cannot be entered. Then `body` has not run. Otherwise what `body` throws, which the log has as
    ///   the reason.
    package static func perform<Value: ActionOutcome>(
        _ entry: ActionEntry, on connection: PostgresConnection,
        reconnect: (@Sendable () async throws -> PostgresConnection)? = nil,
        _ body: @escaping @Sendable (ActionNotes) async throws -> Value
    ) async throws -> Value {
        let number = try await ActionTable.begin(entry, on: connection)
        return try await perform(number, on: connection, reconnect: reconnect, body)
    }

    /// The same for an action that is entered already, under a number.
    package static func perform<Value: ActionOutcome>(
        _ number: Int64, on connection: PostgresConnection,
        reconnect: (@Sendable () async throws -> PostgresConnection)? = nil,
        _ body: @escaping @Sendable (ActionNotes) async throws -> Value
    ) async throws -> Value {
        let notes = ActionNotes()
        let work = Task { try await body(notes) }
        // The results of an action that is killed are in the log but for those of the last second.
        let writer = Task {
            while (try? await Task.sleep(for: pause)) != nil {
                await write(notes, of: number, on: connection) {
                    notes.loseLog()
                    work.cancel()
                }
            }
        }
        let outcome = await withTaskCancellationHandler {
            await work.result
        } onCancel: {
            work.cancel()
        }
        writer.cancel()
        await writer.value
        let end = ending(of: outcome, notes)
        // In a task that the cancellation of this one does not reach: what was done must be in the log.
        let written = await Task { await writeAtLast(end, notes, of: number, on: connection, reconnect) }.value
        let value = try outcome.get()
        if let written { throw ActionError.doneButNotLogged(number, "\(written)") }
        return value
    }

    /// Writes the results so far.
    ///
    /// - Parameter onFailure: called if that is impossible, or as soon as it takes too long.
    private static func write(
        _ notes: ActionNotes, of number: Int64, on connection: PostgresConnection,
        onFailure: @escaping @Sendable () -> Void
    ) async {
        let timer = Task {
            try await Task.sleep(for: patience)
            onFailure()
        }
        defer { timer.cancel() }
        do {
            try await notes.write(to: number, on: connection)
        } catch {
            onFailure()
        }
    }

    /// Writes the end, over another session if the first is lost.
    ///
    /// - Returns: why that was impossible.
    private static func writeAtLast(
        _ end: ActionResult, _ notes: ActionNotes, of number: Int64, on connection: PostgresConnection,
        _ reconnect: (@Sendable () async throws -> PostgresConnection)?
    ) async -> (any Error)? {
        do {
            try await write(end, notes, of: number, on: connection)
            return nil
        } catch {
            guard let fresh = try? await reconnect?() else { return error }
            let outcome = await Result { try await write(end, notes, of: number, on: fresh) }
            await fresh.close()
            if case .failure(let error) = outcome { return error }
            return nil
        }
    }

    /// Writes what is left of the results, and then the end.
    private static func write(
        _ end: ActionResult, _ notes: ActionNotes, of number: Int64, on connection: PostgresConnection
    ) async throws {
        try await notes.write(to: number, on: connection)
        try await ActionTable.add([end], to: number, on: connection)
    }

    private static let interrupted = "interrupted"

    private static func ending<Value: ActionOutcome>(
        of outcome: Result<Value, any Error>, _ notes: ActionNotes
    ) -> ActionResult {
        switch outcome {
        case .success(let value):
            let failed = notes.failed
            let state: ActionResult.Outcome =
                failed == 0 && !value.hasFailed ? .done : notes.done > 0 || !value.hasFailed ? .partly : .failed
            return ActionResult(outcome: state, detail: value.words)
        case .failure(let error):
            let state: ActionResult.Outcome = notes.done > 0 ? .partly : .failed
            let why = notes.hasLostLog ? "\(interrupted), because the log of actions took no more results" : interrupted
            return ActionResult(outcome: state, detail: error is CancellationError ? why : "\(error)")
        }
    }
}

/// The outcome of an action as the log has it.
package protocol ActionOutcome: Sendable {
    /// `8 letters (32,000 records)`
    var words: String { get }
    /// Whether nothing was done, or a part of it failed.
    var hasFailed: Bool { get }
}

extension ActionOutcome {
    package var hasFailed: Bool { false }
}

/// The reason for which the log lacks something.
package enum ActionError: Error, Sendable, CustomStringConvertible {
    /// The action was performed. Its end could not be written.
    case doneButNotLogged(Int64, String)

    package var description: String {
        switch self {
        case .doneButNotLogged(let number, let why):
            "it is done, but the log of actions lacks the end of action \(number): \(why)"
        }
    }
}
