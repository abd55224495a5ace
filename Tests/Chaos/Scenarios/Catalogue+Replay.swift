import LocalServers
import SystemPackage
import TestData

/// Dead letters come back, and who brings them back dies.
extension Catalogue {
    static let replay = [
        Scenario(
            "kill-replay", "kill -9 of `etl dead-letters replay --all`, again and again", setup: .startedByHand
        ) { arena, random in
            try await arena.makeDeadLetters()
            for _ in 0..<5 {
                let pause = Duration.milliseconds(Int.random(in: 100...900, using: &random))
                try await arena.killReplay(after: pause)
            }
            let last = try await arena.etl(["dead-letters", "replay", "--all"])
            guard last.exitCode == 0 else { throw ChaosError("the last replay failed: \(last.everything)") }
        }
    ]
}

extension Arena {
    /// Has the database refuse some batches until they are dead, and then lets it take them.
    fileprivate func makeDeadLetters() async throws {
        let migrated = try await etl(["migrate"])
        guard migrated.exitCode == 0 else { throw ChaosError("etl migrate failed: \(migrated.everything)") }
        try await database.psql("ALTER TABLE token_transfers ADD CONSTRAINT refusal CHECK (log_index % 97 <> 7)")
        try await submit()
        for stage in Fleet.stages { await fleet.start(stage) }
        try await waitForEmptyQueues()
        let dead = try await Queues(broker: broker).deadLetters().count
        guard dead > 20 else { throw ChaosError("only \(dead) batches were refused") }
        for _ in 0..<dead { faults.note("refused batch") }
        try await database.psql("ALTER TABLE token_transfers DROP CONSTRAINT refusal")
    }

    private func waitForEmptyQueues() async throws {
        let deadline = ContinuousClock.now + setup.patience
        try await waitForBatches(1)
        while await Queues(broker: broker).totals()?.values.allSatisfy({ $0 == 0 }) != true {
            guard .now < deadline else { throw ChaosError("the queues never became empty\n\(await situation())") }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Starts a replay of everything that is dead, and kills it.
    fileprivate func killReplay(after pause: Duration) async throws {
        let log = ManagedProcess.Output.file(folder.appending("replay.log"))
        let replay = try await ManagedProcess.start(
            Programs.directory.appending("etl"), arguments: ["dead-letters", "replay", "--all"],
            environment: Programs.environment(environment), output: log, error: log)
        try await Task.sleep(for: pause)
        if await replay.terminate(.kill) != .exited(0) { faults.note("kill -9 replay") }
    }
}
