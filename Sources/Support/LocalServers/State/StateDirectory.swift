package import SystemPackage

/// The directory with the data, logs and passwords of private servers.
///
/// A kept one is locked while a value of it lives; a throwaway one is removed with its servers.
package struct StateDirectory: Sendable {
    package let path: FilePath
    package let isThrowaway: Bool
    private let lock: StateLock?

    /// A new directory in TMPDIR, or in /tmp.
    package static func throwaway() throws(LocalServerError) -> StateDirectory {
        let path = try FileSystem.makeTemporaryDirectory(in: OwnEnvironment.temporaryDirectory, prefix: "token-etl-")
        try FileSystem.openForServers(path)
        return StateDirectory(path: path, isThrowaway: true, lock: nil)
    }

    /// The directory at `path`, created if missing; throws if another run uses it.
    package static func kept(at path: FilePath) throws(LocalServerError) -> StateDirectory {
        let path = try FileSystem.absolute(path)
        try FileSystem.makeDirectories(path)
        let lock = try StateLock(directory: path)
        return StateDirectory(path: path, isThrowaway: false, lock: lock)
    }

    /// `/var/lib/token-etl` for root, else `token-etl` in XDG_STATE_HOME or `~/.local/state`.
    package static var defaultPath: FilePath {
        if FileSystem.isRoot { return "/var/lib/token-etl" }
        if let state = OwnEnvironment.value("XDG_STATE_HOME"), FilePath(state).isAbsolute {
            return FilePath(state).appending("token-etl")
        }
        return FilePath(OwnEnvironment.value("HOME") ?? "/tmp").appending(".local/state/token-etl")
    }

    /// The directory of one server, created for `user` with mode 0700 if missing.
    func serverDirectory(_ name: String, for user: ServerUser?) throws(LocalServerError) -> FilePath {
        if let user, let closed = user.firstClosedDirectory(on: path) {
            throw .unreachable(path, blockedAt: closed, user: user.name)
        }
        let directory = path.appending(name)
        try FileSystem.makeDirectory(directory, owner: user)
        return directory
    }

    /// Removes a server's directory if the data is throwaway, and ours with the last one.
    func discard(_ directory: FilePath) async {
        guard isThrowaway else { return }
        let remove = Command(
            program: "/bin/sh",
            arguments: ["-c", #"rm -rf "$1"; rmdir "$2" 2>/dev/null"#, "sh", directory.string, path.string],
            environment: ["PATH": Program.searchPathText], user: nil, directory: "/")
        // Here `rmdir` fails while another server still has data in the directory.
        _ = try? await remove.output()
    }
}
