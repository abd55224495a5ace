import Actions
import DisplayText
import Ledger
import Logging
import Postgres
import ServerAccess
import ServiceLogging
import SystemPackage

/// Acts, one action at a time. Each is in the log before it begins.
actor Acts {
    private let servers: Servers
    private let request: ServerRequest
    private let look: ConsoleLook
    private let logger: Logger
    /// Where letters are kept before they are discarded; nil if nothing is discarded.
    private let exports: FilePath?
    private var isBeginning = false
    private var underWay: (number: Int64, isLong: Bool, task: Task<Void, Never>)?
    /// Breaks off what is under way, once the console stops.
    private var stopping: Task<Void, Never>?

    init(_ servers: Servers, _ request: ServerRequest, look: ConsoleLook, exports: FilePath?, logger: Logger) {
        self.servers = servers
        self.request = request
        self.look = look
        self.exports = exports
        self.logger = logger
    }

    /// Enters an action into the log, and begins it.
    ///
    /// - Returns: its number.
    /// - Throws: ``PageFailure/busy(_:)`` while another is under way, ``PageFailure/stopping``, or what the database says. Then nothing has
    ///   been done.
    func begin(_ act: PlannedAct, by actor: Actor, because reason: String?) async throws -> Int64 {
        guard stopping == nil else { throw PageFailure.stopping }
        if let underWay { throw PageFailure.busy(underWay.number) }
        guard !isBeginning else { throw PageFailure.busy(nil) }
        isBeginning = true
        defer { isBeginning = false }
        let connection = try await servers.connectToDatabase(inPlaceOf: nil)
        let number = try await ActionTable.begin(act.entry(by: actor, because: reason), on: connection)
        guard stopping == nil else {
            // It was entered while the console began to stop: nobody would wait for it. The end of this task does not reach its note.
            let words = "interrupted: the console was stopped, and nothing has been done"
            let note = Task {
                try await ActionTable.add([ActionResult(outcome: .failed, detail: words)], to: number, on: connection)
            }
            _ = await note.result
            await connection.close()
            throw PageFailure.stopping
        }
        let work = ActWork(
            servers: servers, request: request, exports: exports, act: act, others: act.others(in: look.snapshot))
        let task = Task { [logger, look] in
            do {
                try await work.run(number, log: connection)
            } catch {
                logger.warning("An action failed", metadata: [LogKey.error: "\(error)", "etl.action": "\(number)"])
            }
            await connection.close()
            // Letters that have died again by now may be as many as before.
            look.readLettersAgain()
            end()
        }
        underWay = (number, act.isLong, task)
        return number
    }

    /// Waits for the action under way, at most for a while, then breaks it off. The log says so, whatever the servers do: a statement may go
    /// on in one, and a server that does not answer holds up nothing. No other action begins. Whoever calls this again waits for the same end.
    func stop() async {
        guard let stopping else {
            let task = Task { await breakOff() }
            self.stopping = task
            return await task.value
        }
        await stopping.value
    }

    private func breakOff() async {
        if underWay?.isLong == false { await wait(milliseconds: 2500) }
        underWay?.task.cancel()
        await wait(milliseconds: underWay?.isLong == true ? 3000 : 1000)
        guard let number = underWay?.number else { return }
        let words = "interrupted: the console was stopped. What is done stays done; look again before you repeat it"
        let note = Task { [servers] in
            let connection = try await servers.connectToDatabase()
            try await ActionTable.add([ActionResult(outcome: .partly, detail: words)], to: number, on: connection)
            await connection.close()
            end()
        }
        await wait(milliseconds: 1000)
        note.cancel()
        guard underWay != nil else { return }
        logger.error(
            "The log of actions may lack the results and the end of an action: the database does not answer",
            metadata: ["etl.action": "\(number)"])
    }

    private func wait(milliseconds: Int) async {
        for _ in 0..<(milliseconds / 50) where underWay != nil { try? await Task.sleep(for: .milliseconds(50)) }
    }

    fileprivate func end() { underWay = nil }
}
