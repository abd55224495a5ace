import SystemPackage

extension PostgresCluster {
    /// The name of the standby, as `synchronous_standby_names` has it.
    static let standbyName = "standby"

    /// Copies a running server into the files of a standby that follows it.
    ///
    /// The copy has the settings of the primary, those of `ALTER SYSTEM` too.
    static func copy(
        of primary: PostgresCluster, at port: ServerPort, in state: StateDirectory, on host: ServerHost
    ) async throws(LocalServerError) -> PostgresCluster {
        let user = try ServerUser.preferred(["postgres"], on: host)
        let directory = try state.serverDirectory("postgres-\(standbyName)", for: user)
        let standby = PostgresCluster(
            state: state, directory: directory, host: host, programs: try findPrograms(on: host), runsAs: user,
            password: primary.password)
        var copying = standby.command(
            "pg_basebackup",
            [
                "--pgdata=\(standby.dataDirectory)", "--wal-method=stream", "--write-recovery-conf",
                "--checkpoint=fast", "--no-sync",
                "--dbname=host=\(port.address) port=\(port.number) user=\(role) application_name=\(standbyName)",
            ])
        copying.environment["PGPASSWORD"] = primary.password
        _ = try await copying.output()
        return standby
    }

    /// Lets the hosts of a test's network in, with a password: clients, and the standby.
    func letNeighboursIn(_ data: FilePath) throws(LocalServerError) {
        let file = data.appending("pg_hba.conf")
        let lines = ["host all all samenet scram-sha-256", "host replication all samenet scram-sha-256"]
        let text = try FileSystem.read(file) + lines.joined(separator: "\n") + "\n"
        try FileSystem.writePrivate(text, to: file, owner: runsAs)
    }
}
