import Ledger
import Progress
import Runs
import Submission
import Synchronization
import TerminalOutput

/// Shows a person what happens in the course of a run.
final class RunPresenter: Sendable {
    private let progress = Mutex(ProgressView(isInteractive: Terminal.isInteractive))

    @Sendable
    func show(_ event: RunEvent) {
        switch event {
        case .startingServers(let state): Terminal.print("Starting private servers, with their data in \(state)")
        case .submission(let event): SubmissionEvents.show(event)
        case .progress(let states): progress.withLock { $0.show(states, at: .now, width: Terminal.width) }
        case .serverUnavailable(let why): Terminal.complain("waiting for a server: \(why)")
        case .serverBack: Terminal.complain("the server is there again; going on")
        case .quiet(let uris, let more): Terminal.complain(Self.words(ofQuiet: uris, more))
        case .stageRestarted(let process, let status, let log):
            Terminal.complain("\(process) ended (\(status)) and is started again; its log is \(log)")
        case .waitingForDeadLetters(let why): Terminal.complain("waiting to look at the dead letters: \(why)")
        case .standardInputKept(let file):
            Terminal.complain("standard input is kept in \(file), which can be loaded by that name")
        }
    }

    private static func words(ofQuiet uris: [String], _ more: Int) -> String {
        """
        \(uris.joined(separator: "\n"))\(more > 0 ? "\n… and \(more) more" : ""): nothing has come of it for a minute, and no \
        work waits in the broker. A database that is slow or locked will pass. If its work was lost, \
        `etl submit --again` has it read again; on private servers, so does stopping this run with Ctrl-C and \
        starting it again.
        """
    }
}
