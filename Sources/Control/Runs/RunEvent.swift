package import BulkLoading
package import Progress
package import Submission
package import SystemPackage

/// An event of a run.
package enum RunEvent: Sendable {
    /// Private servers are about to start, with their data in this directory.
    case startingServers(state: FilePath)
    case submission(SubmissionEvent)
    /// The state of all sources: several times a second while it changes, and once at the end.
    case progress([SourceState])
    /// The table of transfers was empty, and is loaded without its key; or an event of the end of that.
    case bulk(BulkEvent)
    /// The run is interrupted in a bulk phase: the next run, or `etl bulk finish`, ends it.
    case bulkPhaseGoesOn
    /// A server has been unavailable for a while; why. The run retries.
    case serverUnavailable(String)
    /// The server is available again.
    case serverBack
    /// These sources, and `more` others, had no progress for a minute although the work queues are empty.
    case quiet(uris: [String], more: Int)
    /// A stage process has exited and is restarted.
    case stageRestarted(process: String, status: String, log: FilePath)
    /// The run has to read the dead letters, but another visit holds them; why it waits.
    case waitingForDeadLetters(String)
    /// Standard input is kept in this file, which can be loaded again.
    case standardInputKept(String)
}

/// The reason for which a run cannot start, or stops before its sources are loaded.
package enum RunError: Error, Sendable, Hashable {
    /// A private server has been unavailable for a minute; why, and where its log is.
    case serverLost(String, state: FilePath)
    /// A stage process keeps exiting.
    case stageFails(process: String, status: String, log: FilePath, lastLines: [String])
    /// A run cannot start that many processes of a stage.
    case invalidStageCount(program: String, count: Int)
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
        case .invalidStageCount(let program, let count):
            "a run needs from \(StageCounts.range.lowerBound) to \(StageCounts.range.upperBound) \(program) processes, not \(count)"
        }
    }
}
