package import SystemPackage

extension LocalPostgres {
    /// Whether a private server has ever kept its data in the state directory at `path`.
    package static func hasData(in path: FilePath) -> Bool {
        FileSystem.exists(path.appending("postgres/data"))
    }

    /// The database `etl` of the private server that another process runs on this state, with the password: never log it.
    /// Nil when none is running, or when we may not read its files.
    package static func runningURL(in path: FilePath) -> String? {
        guard let directory = try? FileSystem.absolute(path).appending("postgres"),
            let password = try? FileSystem.read(directory.appending("password")).prefix(while: { !$0.isWhitespace }),
            // The first line is the postmaster's process id, the fourth its port, the eighth tells that it is ready
            // (PostgreSQL source, miscadmin.h).
            let text = try? FileSystem.read(directory.appending("data/postmaster.pid"))
        else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 7, lines[7].hasPrefix("ready"), let pid = Int32(lines[0]), let port = UInt16(lines[3]),
            ProcessTable.arguments(of: pid).contains(directory.appending("data").string)
        else { return nil }
        let role = PostgresCluster.role
        return "postgresql://\(role):\(password)@127.0.0.1:\(port)/\(role)"
    }
}
