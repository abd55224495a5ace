import Subprocess

/// The signal that interrupts a run.
enum Interruption: Sendable, CaseIterable {
    /// Ctrl-C.
    case interrupt
    /// `kill -9`.
    case kill

    var signal: Signal {
        switch self {
        case .interrupt: .interrupt
        case .kill: .kill
        }
    }

    /// Nil if the signal itself ends the process.
    var exitCode: Int32? {
        switch self {
        case .interrupt: 1
        case .kill: nil
        }
    }
}
