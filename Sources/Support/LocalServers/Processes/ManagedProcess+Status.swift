import Subprocess

extension ManagedProcess {
    /// The end of a process.
    package enum Status: Sendable, Hashable, CustomStringConvertible {
        case exited(Int32)
        /// Ended by this signal. The shell reports it as 128 + signal, so an exit code above 128 reads as a signal too.
        case signaled(Int32)
        /// Starting or watching it failed.
        case failed(String)

        package var isSuccess: Bool { self == .exited(0) }

        package var description: String {
            switch self {
            case .exited(let code): "exit code \(code)"
            case .signaled(let signal): "ended by signal \(signal)"
            case .failed(let reason): reason
            }
        }

        init(_ status: TerminationStatus) {
            switch status {
            case .exited(let code) where code > 128: self = .signaled(code - 128)
            case .exited(let code): self = .exited(code)
            case .signaled(let signal): self = .signaled(signal)
            }
        }
    }

    /// The signals of a lifeline, by their names for `kill -s`.
    package enum Signal: String, Sendable {
        case terminate = "TERM"
        case interrupt = "INT"
        case quit = "QUIT"
        case kill = "KILL"
        case stop = "STOP"
        case resume = "CONT"
        case hangUp = "HUP"
    }
}
