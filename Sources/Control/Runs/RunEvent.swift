package import Progress
package import Submission
package import SystemPackage

/// What happens in the course of a run.
package enum RunEvent: Sendable {
    /// Private servers are about to start, with their data in this directory.
    case startingServers(state: FilePath)
    case submission(SubmissionEvent)
    /// How all sources stand: several times a second while something changes, and once at the end.
    case progress([SourceState])
    /// A server has been unavailable for a while; why. The run retries.
    case serverUnavailable(String)
    /// The server is available again.
    case serverBack
    /// Nothing has come of these sources for a minute, though no work waits; and how many more there are.
    case quiet(uris: [String], more: Int)
    /// A stage's process has ended and is started again.
    case stageRestarted(process: String, status: String, log: FilePath)
    /// Somebody else has the dead letters in hand, and the run needs to look at them; why it cannot.
    case waitingForDeadLetters(String)
    /// Standard input is kept in this file, which can be loaded by that name.
    case standardInputKept(String)
}

/// Why a run ends before its sources are loaded.
package enum RunError: Error, Sendable {
    /// A private server has been unavailable for a minute; why, and where its log is.
    case serverLost(String, state: FilePath)
    /// A stage's process ends again and again.
    case stageFails(process: String, status: String, log: FilePath, lastLines: [String])
}

extension RunError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .serverLost(let error, let state):
            "a server has been unavailable for a minute: \(error) The logs of private servers are below \(state); the same "
                + "command starts them again and resumes"
        case .stageFails(let process, let status, let log, let lines):
            "\(process) keeps exiting (\(status)). Its log, \(log), ends with:"
                + lines.map { "\n  \($0)" }.joined()
        }
    }
}
