import SystemPackage

// A second server, which follows this one and can take its place.
extension LocalPostgres {
    /// Copies this server and starts the copy as a streaming standby, named `standby`.
    ///
    /// - Parameters:
    ///   - state: the state of this server; the copy gets a directory of its own there.
    ///   - host: where the standby runs: at another address, in the network of this server.
    package func startStandby(
        in state: StateDirectory, on host: ServerHost
    ) async throws(LocalServerError) -> LocalPostgres {
        do throws(LocalServerError) {
            let copy = try await PostgresCluster.copy(of: cluster, at: endpoint, in: state, on: host)
            let port = endpoint.at(host)
            return LocalPostgres(cluster: copy, port: port, process: try await copy.launch(on: port))
        } catch {
            await state.discard(state.path.appending("postgres-\(PostgresCluster.standbyName)"))
            throw error
        }
    }

    /// Makes each commit wait until the standby has it on disk, or no longer.
    package func setSynchronous(_ isSynchronous: Bool) async throws(LocalServerError) {
        let names = isSynchronous ? "FIRST 1 (\(PostgresCluster.standbyName))" : ""
        try await psql("ALTER SYSTEM SET synchronous_standby_names = '\(names)'")
        try await psql("SELECT pg_reload_conf()")
    }

    /// Makes a standby a primary; returns when it accepts writes.
    package func promote() async throws(LocalServerError) {
        let answer = try await psql("SELECT pg_promote(true, 60)")
        guard answer == "t" else { throw .command("pg_promote", status: .exited(0), output: answer) }
    }

    /// The database `etl` on the one of two servers that accepts writes, with the password: never log it.
    package func url(withStandby standby: LocalPostgres) -> String {
        let places = [self, standby].map { "\($0.endpoint.address):\($0.endpoint.number)" }.joined(separator: ",")
        return "postgresql://\(PostgresCluster.role):\(cluster.password)@\(places)/\(PostgresCluster.role)"
            + "?target_session_attrs=read-write&connect_timeout=3"
    }
}
