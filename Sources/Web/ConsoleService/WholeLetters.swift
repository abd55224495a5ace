import ConsolePages
import DeadLetters
import RabbitMQ
import ServerAccess

/// Reads a dead letter with its headers and its body.
///
/// A visit takes all letters of a stage out of their queue, and puts them back. So one is under way at a time, on a session of its own, in
/// bounded time, and no longer than the browser waits.
struct WholeLetters: Sendable {
    /// The most time of a visit.
    private static let seconds = 15
    /// The most of it that a visit waits until others have ended.
    private static let patience = Duration.seconds(10)
    /// What is said if that is not enough.
    static let words =
        "\(seconds) seconds were not enough to read the dead letters of this stage. The command line has no limit."

    private let servers: Servers
    private let turn = Turn()

    init(_ servers: Servers) {
        self.servers = servers
    }

    /// - Parameter now: in seconds since 1970.
    /// - Throws: ``PageFailure``, `CancellationError` if the browser is gone, or what the broker says.
    func view(_ letter: DeadLetter, at now: Int) async throws -> LetterView {
        try await turn.with { try await bounded(letter, at: now) }
    }

    /// Waits until the visit has ended, also if it is broken off: the letters are not back before that.
    private func bounded(_ letter: DeadLetter, at now: Int) async throws -> LetterView {
        let visit = Task { try await read(letter, at: now) }
        let timer = Task {
            try await Task.sleep(for: .seconds(Self.seconds))
            visit.cancel()
        }
        defer { timer.cancel() }
        do {
            return try await withTaskCancellationHandler {
                try await visit.value
            } onCancel: {
                visit.cancel()
            }
        } catch is LetterError {
            throw PageFailure.noLetter
        } catch {
            try Task.checkCancellation()
            guard !visit.isCancelled else { throw PageFailure.unread }
            throw error
        }
    }

    private func read(_ letter: DeadLetter, at now: Int) async throws -> LetterView {
        guard let id = LetterPrefix("\(letter.id)") else { throw PageFailure.noLetter }
        return try await servers.withBrowser { browser in
            try await DeadLetterQueues.letter(
                id, of: [letter.stage], records: Page.mostLetterRecords, within: Self.patience, at: now, on: browser)
        }
    }
}
