import Failpoints
import Foundation
import LocalServers
import TestData

/// The database dies in different ways.
extension Catalogue {
    static let database =
        [
            terminatedBackend, killedBackend, killedPostmaster, immediateStop, asynchronousCommit(isBroken: false),
        ] + (Failpoint.areCompiledIn ? [asynchronousCommit(isBroken: true)] : [])

    private static let terminatedBackend = Scenario(
        "terminate-backend", "an administrator ends the loaders' sessions, again and again"
    ) { arena, random in
        for _ in 0..<6 {
            try await arena.waitForProgress(Int.random(in: 20...100, using: &random))
            try await arena.database.psql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'loader%'")
            arena.faults.note("pg_terminate_backend")
        }
    }

    private static let killedBackend = Scenario(
        "kill-backend", "kill -9 of a loader's backend, upon which PostgreSQL starts all over", isQuick: true
    ) { arena, random in
        for _ in 0..<3 {
            try await arena.waitForProgress(Int.random(in: 50...150, using: &random))
            let answer = try await arena.database.psql(
                "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'loader%'")
            let backends = answer.split(separator: "\n").compactMap { Int32($0) }
            guard let backend = backends.randomElement(using: &random) else { continue }
            kill(backend, SIGKILL)
            arena.faults.note("kill -9 backend")
            // The next progress may be older than the crash, so it does not prove that the server is back.
            try await arena.waitForDatabase(without: backend)
        }
    }

    private static let killedPostmaster = Scenario("kill-postmaster", "kill -9 of the postmaster alone, twice") {
        arena, random in
        for _ in 0..<2 {
            try await arena.waitForProgress(Int.random(in: 50...200, using: &random))
            try await arena.fault("kill -9 postmaster") {
                try await arena.killDatabase(for: .milliseconds(Int.random(in: 200...3000, using: &random)))
            }
        }
    }

    private static let immediateStop = Scenario(
        "immediate-stop", "an immediate stop of PostgreSQL, and start, twice"
    ) { arena, random in
        for _ in 0..<2 {
            try await arena.waitForProgress(Int.random(in: 50...200, using: &random))
            try await arena.fault("immediate stop of PostgreSQL") {
                // The signal of `pg_ctl stop -m immediate`.
                kill(arena.database.pid, SIGQUIT)
                try await arena.restartDatabase(after: .milliseconds(Int.random(in: 200...3000, using: &random)))
            }
        }
    }

    /// Commits are durable only a while later, unless the loader requests otherwise.
    private static func asynchronousCommit(isBroken: Bool) -> Scenario {
        Scenario(
            isBroken ? "control-async-commit" : "async-commit",
            isBroken
                ? "negative control: the loader leaves it to the server when a commit is safe, and PostgreSQL is killed"
                : "kill -9 of all of PostgreSQL, whose configuration has synchronous_commit = off",
            setup: .asynchronousCommit(isBroken: isBroken), outcome: isBroken ? .broken : .exact
        ) { arena, random in
            // The tables themselves must outlive the kill.
            try await arena.database.psql("CHECKPOINT")
            for _ in 0..<3 {
                try await arena.waitForProgress(Int.random(in: 50...200, using: &random))
                try await arena.fault("kill -9 of all of PostgreSQL") {
                    await arena.database.kill()
                    try await arena.restartDatabase(after: .zero)
                }
            }
        }
    }
}

extension Scenario.Setup {
    fileprivate static func asynchronousCommit(isBroken: Bool) -> Self {
        var setup = Self()
        // Ten seconds are the longest sleep of the WAL writer.
        setup.databaseSettings = [
            "synchronous_commit = off", "wal_writer_delay = '10s'", "wal_writer_flush_after = '1GB'",
        ]
        if isBroken {
            setup.environment = [StageProcess.failpoint: Failpoint.Sabotage.commitAsTheServerLikes.rawValue]
        }
        return setup
    }
}

extension Arena {
    /// Kills the postmaster alone, and starts another after a pause.
    func killDatabase(for pause: Duration) async throws {
        kill(database.pid, SIGKILL)
        try await restartDatabase(after: pause)
    }

    /// Restarts the database, whose backends may notice the end of their postmaster a moment later.
    fileprivate func restartDatabase(after pause: Duration) async throws {
        try await Task.sleep(for: pause)
        var attempts = 10
        while true {
            do throws(LocalServerError) {
                return try await database.restart()
            } catch {
                attempts -= 1
                guard attempts > 0 else { throw error }
                try await Task.sleep(for: .seconds(1))
            }
        }
    }
}
