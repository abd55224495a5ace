import Subprocess

/// How a run is cut short.
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

    /// Nil where the signal itself is the end.
    var exitCode: Int32? {
        switch self {
        case .interrupt: 1
        case .kill: nil
        }
    }
}
