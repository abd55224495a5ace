import DisplayText
import Ledger
import Progress
import Runs
import Submission
import Synchronization
import TerminalOutput

/// Prints the events of a run.
final class RunPresenter: Sendable {
    private let standardInput: String
    private let progress = Mutex(ProgressView(isInteractive: Terminal.isInteractive))

    /// - Parameter standardInput: the arguments of `etl` that load standard input as this run does.
    init(standardInput: String) {
        self.standardInput = standardInput
    }

    @Sendable
    func show(_ event: RunEvent) {
        switch event {
        case .startingServers(let state): Terminal.print("Starting private servers, with their data in \(state)")
        case .submission(let event): SubmissionEvents.show(event, standardInput: standardInput)
        case .progress(let states): progress.withLock { $0.show(states, at: .now, width: Terminal.width) }
        case .bulk(let event):
            guard let line = event.lineInRun else { return }
            progress.withLock { $0.passLine() }
            Terminal.print(line)
        case .bulkPhaseGoesOn:
            Terminal.complain(
                "token_transfers is in its bulk phase, without its key: the same command, or `etl bulk finish`, ends it"
            )
        case .serverUnavailable(let why): Terminal.complain("waiting for a server: \(why)")
        case .serverBack: Terminal.complain("the server is available again; resuming")
        case .quiet(let uris, let more): Terminal.complain(Self.words(ofQuiet: uris, more))
        case .stageRestarted(let process, let status, let log):
            Terminal.complain("\(process) exited (\(status)) and is restarted; its log is \(log)")
        case .waitingForDeadLetters(let why): Terminal.complain("waiting to read the dead letters: \(why)")
        case .standardInputKept(let file):
            Terminal.complain("standard input is kept in \(file), which can be loaded by that name")
        }
    }

    private static func words(ofQuiet uris: [String], _ more: Int) -> String {
        """
        \(uris.map(\.printable).joined(separator: "\n"))\(more > 0 ? "\n… and \(more) more" : ""): no progress for a minute, and the work queues \
        are empty. If the database is slow or locked, the run resumes by itself. If work was lost, extract the source \
        again with `etl submit --again`; on private servers, stop this run with Ctrl-C and start it again.
        """
    }
}
