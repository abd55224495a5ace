import Foundation
package import LocalServers
import Synchronization
package import SystemPackage
import TestData

/// The environment of one scenario: a broker and a database of its own, sources, and the stages as processes.
package final class Arena: Sendable {
    package let setup: Scenario.Setup
    package let folder: FilePath
    package let servers: ArenaServers
    package let expectation: Expectation
    package let faults = FaultLog()
    package let fleet: Fleet
    package let ledger: LedgerWatch
    private let poison = Mutex<[Poison]>([])
    private let logs = Mutex<[StageLog]>([])
    private let promoted = Mutex<LocalPostgres?>(nil)

    /// The environment of the stages and of `etl`.
    package let environment: [String: String]

    init(_ setup: Scenario.Setup, folder: FilePath, expectation: Expectation, servers: ArenaServers) {
        self.setup = setup
        self.folder = folder
        self.expectation = expectation
        self.servers = servers
        environment = Self.environment(setup, broker: servers.brokerURL, database: servers.databaseURL)
        fleet = Fleet(logs: folder, environment: environment, faults: faults, places: servers.stagePlaces)
        ledger = LedgerWatch(url: servers.ledgerURL, sourceCount: expectation.sourceCount)
    }

    package var broker: LocalRabbitMQ { servers.broker }
    /// The database that accepts writes.
    package var database: LocalPostgres { promoted.withLock { $0 } ?? servers.database }

    /// Makes the standby the database.
    package func promoteStandby() async throws {
        guard let standby = servers.standby else { throw ChaosError("there is no standby") }
        try await standby.promote()
        promoted.withLock { $0 = standby }
    }

    /// Starts the servers.
    static func open(
        _ setup: Scenario.Setup, folder: FilePath, expectation: Expectation
    ) async throws -> Arena {
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        let servers = try await ArenaServers.start(setup)
        for setting in setup.databaseSettings {
            try await servers.database.psql(database: "postgres", "ALTER SYSTEM SET \(setting)")
        }
        if !setup.databaseSettings.isEmpty { try await servers.database.psql("SELECT pg_reload_conf()") }
        return Arena(setup, folder: folder, expectation: expectation, servers: servers)
    }

    static let batchesPerTransaction = 2

    /// Small limits: many transactions and slices, so that a fault interrupts one of them.
    private static func environment(_ setup: Scenario.Setup, broker: String, database: String) -> [String: String] {
        let options = setup.brokerOptions.isEmpty ? "" : "?\(setup.brokerOptions)"
        let environment = [
            // Stages log repeated work at debug level only.
            "LOG_LEVEL": "debug", "LOG_FORMAT": "text", "RABBITMQ_URL": broker + options, "DATABASE_URL": database,
            "ETL_SLICE_BYTES": "500000",
            "ETL_BATCHES_PER_TRANSACTION": "\(batchesPerTransaction)",
            "ETL_BATCH_RECORDS": "\(setup.sample.batchRecords)",
        ]
        return environment.merging(setup.environment) { $1 }
    }

    /// Runs `etl` on the arena's servers.
    package func etl(_ arguments: [String], environment more: [String: String] = [:]) async throws -> ProgramOutcome {
        try await Programs.run(
            Programs.directory.appending("etl"), arguments, environment: environment.merging(more) { $1 })
    }

    /// Creates the tables and the queues, and submits the sources.
    package func submit() async throws {
        // The smaller one of this limit and the queues' own applies.
        try await broker.control([
            "set_policy", "small", #"^etl\.(transform|load)$"#, #"{"max-length-bytes":\#(setup.queueBytes)}"#,
            "--apply-to", "queues",
        ])
        var steps = [["migrate"]] + (setup.sample.isBulk ? [["bulk", "start"]] : [])
        steps.append(["submit"] + expectation.files.map(\.string))
        let replacing = expectation.replacing.map(\.string)
        if !replacing.isEmpty { steps.append(["submit", "--on-conflict", "replace"] + replacing) }
        for arguments in steps {
            let outcome = try await etl(arguments)
            guard outcome.exitCode == 0 else {
                throw ChaosError("etl \(arguments[0]) failed: \(outcome.everything)")
            }
        }
        try await servers.syncQueueNames()
    }

    /// Ends the bulk phase, after an end that is killed on the way.
    func endBulkPhase(_ random: inout SeededGenerator) async throws {
        let etl = Programs.directory.appending("etl").string
        let seconds = Double.random(in: 0.05...0.5, using: &random)
        _ = try await Programs.run(
            "/usr/bin/timeout", ["--signal=KILL", "\(seconds)", etl, "bulk", "finish"], environment: environment)
        let outcome = try await self.etl(["bulk", "finish"])
        let hasEnded = outcome.exitCode == 0 || outcome.everything.contains("is in no bulk phase")
        guard hasEnded else { throw ChaosError("etl bulk finish failed: \(outcome.everything)") }
    }

    /// Adds a message to the expected dead letters; all others are violations.
    func expectDead(_ poison: Poison) {
        self.poison.withLock { $0.append(poison) }
    }

    /// Clears the expected dead letters after a replay, which must succeed.
    func expectNothingDead() {
        poison.withLock { $0 = [] }
    }

    var expectedDead: [Poison] { poison.withLock { $0 } }

    /// Adds log files of processes outside the fleet.
    func note(logs paths: [FilePath]) {
        logs.withLock { $0 += paths.map { StageLog(path: $0) } }
    }

    var otherLogs: [StageLog] { logs.withLock { $0 } }

    /// Causes a fault, and records its begin and end.
    package func fault(_ name: String, _ body: () async throws -> Void) async throws {
        let began = ContinuousClock.now
        try await body()
        faults.note(name, began: began)
    }

    /// Stops all processes.
    func close() async {
        await fleet.abandon()
        await servers.stop()
    }

    /// Copies the servers' logs into the folder of the stages' logs.
    func keepServerLogs() {
        let brokers = (servers.cluster?.nodes ?? [broker]).enumerated()
        var logs = brokers.map { ("rabbitmq-\($0 + 1).log", $1.logFile) }
        logs.append(("postgresql.log", servers.database.logFile))
        if let standby = servers.standby { logs.append(("postgresql-standby.log", standby.logFile)) }
        for (name, log) in logs {
            try? FileManager.default.copyItem(atPath: log.string, toPath: folder.appending(name).string)
        }
    }
}
