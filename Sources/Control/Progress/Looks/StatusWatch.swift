import Bus
import DeadLetters
import Glibc

/// Shows the status repeatedly, even while servers are unavailable.
struct StatusWatch: Sendable {
    let sources: StatusSources
    let board = StatusBoard()
    private static let pause = Duration.seconds(2)

    init(_ sources: StatusSources) {
        self.sources = sources
    }

    /// Runs until it is cancelled.
    ///
    /// - Parameter show: draws a status; it also receives the dead letters that the status counts.
    func run(_ show: (Status, FoundLetters) throws -> Void) async throws {
        // Not child tasks: one that hangs in a call must not keep the command from exiting.
        let looks = [
            Task { await again { await note(\.broker) { try await sources.broker?.look(within: .zero) } } },
            Task { await again { await note(\.management) { try await sources.lookAtManagement() } } },
            Task { await again { await lookAtLedger() } },
        ]
        defer { for look in looks { look.cancel() } }
        // The first reports arrive soon.
        try? await Task.sleep(for: .milliseconds(300))
        while !Task.isCancelled {
            let ledger = board.current.ledger
            let isKnown = ledger.value != nil || ledger.error != nil
            if isKnown { try show(status(at: .now), board.current.broker.value?.found ?? FoundLetters()) }
            try? await Task.sleep(for: isKnown ? Self.pause : .milliseconds(100))
        }
    }

    private func again(_ look: () async -> Void) async {
        while !Task.isCancelled {
            await look()
            try? await Task.sleep(for: Self.pause)
        }
    }

    private func lookAtLedger() async {
        let letters = board.current.broker.value?.found.letters ?? []
        await note(\.ledger) { try await sources.ledger.look(letters) }
        board.noteFlow()
    }

    private func note<Value>(
        _ part: any WritableKeyPath<StatusBoard.State, StatusBoard.Part<Value>> & Sendable,
        _ look: () async throws -> Value?
    ) async {
        do {
            if let value = try await look() { board.note(part, .success(value)) }
        } catch {
            board.note(part, .failure(error))
        }
    }

    /// The current status of the board.
    func status(at now: ContinuousClock.Instant) -> Status {
        let state = board.current
        var troubles = [state.ledger.trouble(of: "PostgreSQL", at: now)]
        if sources.broker != nil { troubles.append(state.broker.trouble(of: "RabbitMQ", at: now)) }
        let isTold = sources.management != nil && state.management.error == nil
        troubles.append(state.management.error)
        return Status(
            state.ledger.value ?? LedgerReport(), state.broker.value, isTold ? state.management.value : nil,
            flow: state.flow, troubles: troubles.compactMap { $0 }, at: time(nil))
    }
}
