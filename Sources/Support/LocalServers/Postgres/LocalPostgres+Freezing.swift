import Glibc

extension LocalPostgres {
    /// Stops all processes of the server, like a machine that is frozen, until `thaw()`.
    package func freeze() {
        // The postmaster first: it then starts no more.
        _ = Glibc.kill(pid, SIGSTOP)
        for child in ProcessTable.children(of: pid) { _ = Glibc.kill(child, SIGSTOP) }
    }

    /// Lets all processes continue.
    package func thaw() {
        for process in ProcessTable.children(of: pid) + [pid] { _ = Glibc.kill(process, SIGCONT) }
    }
}
