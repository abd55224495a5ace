package import SystemPackage

/// A failure to start, reach or stop a private server, for the person who runs it.
///
/// Never contains a password: the texts have programs, paths, ports and the server's log.
package enum LocalServerError: Error, Hashable {
    /// A required program is neither in its usual place nor in PATH.
    case missingProgram(String, package: String)
    /// Another run holds the state directory.
    case stateInUse(FilePath, pid: Int32?)
    /// The server's user cannot enter a parent of the state directory.
    case unreachable(FilePath, blockedAt: FilePath, user: String)
    case file(FilePath, operation: String, Errno)
    case launch(program: String, reason: String)
    /// A server exited during its startup, or did not answer in time.
    case start(server: String, reason: String, log: FilePath, lastLines: [String])
    case command(String, status: ManagedProcess.Status, output: String)
    case cancelled
}

extension LocalServerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missingProgram(let program, let package):
            "\(program) is not installed. Install it with: apt-get install -y \(package)"
        case .stateInUse(let path, let pid):
            "The state directory \(path) is in use by \(pid.map { "process \($0)" } ?? "another run"). "
                + "Wait for it to end, or choose another state directory."
        case .unreachable(let path, let blockedAt, let user):
            "The server's user \(user) cannot enter \(blockedAt), so it cannot use \(path). "
                + "Choose a state directory elsewhere (TMPDIR for throwaway data), or run: chmod o+x \(blockedAt)"
        case .file(let path, let operation, let errno):
            "Cannot \(operation) \(path): \(errno)."
        case .launch(let program, let reason):
            "Cannot start \(program): \(reason)."
        case .start(let server, let reason, let log, let lastLines):
            "\(server) did not start: \(reason). Its log is \(log)"
                + (lastLines.isEmpty ? "; it is empty." : ", and ends with:\n  " + lastLines.joined(separator: "\n  "))
        case .command(let command, let status, let output):
            "\(command) failed (\(status))" + (output.isEmpty ? "." : ": \(output)")
        case .cancelled:
            "Cancelled while a server was starting."
        }
    }
}
