import Actions
import Bus
import ConsolePages
import DeadLetters
import DisplayText
import DurableFiles
import Ledger
import Logging
import Postgres
import RabbitMQ
import ServerAccess
import ServiceLogging
import SystemPackage

/// Acts on dead letters, one action at a time. Each is in the log before it begins.
actor LetterActs {
    private let servers: Servers
    private let logger: Logger
    /// Where letters are kept before they are discarded; nil if nothing is discarded.
    private let exports: FilePath?
    private var isBeginning = false
    private var underWay: (number: Int64, task: Task<Void, Never>)?

    init(_ servers: Servers, exports: FilePath?, logger: Logger) {
        self.servers = servers
        self.exports = exports
        self.logger = logger
    }

    /// Enters an action into the log, and begins it.
    ///
    /// - Returns: its number.
    /// - Throws: ``PageFailure/busy(_:)`` while another is under way, or what the database says. Then nothing has been done.
    func begin(
        _ act: LetterAct, _ ids: [LetterID], by actor: Actor, because reason: String?
    ) async throws -> Int64 {
        if let underWay { throw PageFailure.busy(underWay.number) }
        guard !isBeginning else { throw PageFailure.busy(nil) }
        isBeginning = true
        defer { isBeginning = false }
        let connection = try await servers.connectToDatabase(inPlaceOf: nil)
        let names = ids.map(\.description)
        let entry = actor.entry(
            "dead-letters \(act.rawValue)", names.prefix(20).joined(separator: " ") + (names.count > 20 ? " …" : ""),
            subjects: names, reason: reason)
        let number = try await ActionTable.begin(entry, on: connection)
        let work = LetterWork(servers: servers, exports: exports, act: act, ids: Set(ids))
        let task = Task { [logger] in
            do {
                try await work.run(number, log: connection)
            } catch {
                logger.warning("An action failed", metadata: [LogKey.error: "\(error)", "etl.action": "\(number)"])
            }
            await connection.close()
            end()
        }
        underWay = (number, task)
        return number
    }

    /// Waits for the action under way, at most for a while: what is left of it stays dead, and the log says so. A server that does not
    /// answer holds up nothing.
    func stop() async {
        for round in 0..<100 where underWay != nil {
            if round == 60 { underWay?.task.cancel() }
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    fileprivate func end() { underWay = nil }
}

/// The work of an action, on sessions of its own.
private struct LetterWork: Sendable {
    let servers: Servers
    let exports: FilePath?
    let act: LetterAct
    let ids: Set<LetterID>

    /// Acts, and keeps the log of it.
    func run(_ number: Int64, log connection: PostgresConnection) async throws {
        let reconnect: @Sendable () async throws -> PostgresConnection = { try await servers.connectToDatabase() }
        _ = try await ActionLog.perform(number, on: connection, reconnect: reconnect) { notes in
            let browser = try await RabbitMQBrowser.connect(try servers.brokerConfiguration())
            let outcome = await Result { try await act(on: browser, notes) }
            await browser.close()
            return try outcome.get()
        }
    }

    private func act(on browser: RabbitMQBrowser, _ notes: ActionNotes) async throws -> Outcome {
        let selection = LetterSelection(exactly: ids)
        let tally: LetterTally
        switch act {
        case .replay: tally = try await DeadLetterQueues.replay(selection, on: browser) { notes.note($0) }
        case .discard:
            guard let exports else { throw PageFailure.notOffered }
            let kept = try await DeadLetterQueues.export(selection, to: exports, on: browser) { notes.note($0) }
            // What could not be kept stays where it is.
            guard kept.failed == 0 else { throw PageFailure.notKept(kept.failed) }
            tally = try await DeadLetterQueues.discard(selection, dryRun: false, on: browser) { notes.note($0) }
        }
        return Outcome(wanted: ids.count, tally: tally, failed: tally.failed)
    }

    private struct Outcome: ActionOutcome {
        let wanted: Int
        let tally: LetterTally
        let failed: Int

        var words: String {
            let gone = wanted - tally.total - failed
            let missing = gone > 0 ? ", \(Format.count(gone)) not there any more" : ""
            return "\(tally.words)\(failed > 0 ? ", \(Format.count(failed)) failed" : "")\(missing)"
        }

        var hasFailed: Bool { failed > 0 }
    }
}
