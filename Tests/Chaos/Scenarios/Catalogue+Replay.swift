import Failpoints
import LocalServers
import TestData

/// Dead letters come back, and who brings them back dies.
extension Catalogue {
    static let replay = Failpoint.areCompiledIn ? [killedReplay] : []

    private static let killedReplay = Scenario(
        "kill-replay", "`etl dead-letters replay --all` dies half way, again and again", setup: .startedByHand
    ) { arena, random in
        try await arena.makeDeadLetters()
        for _ in 0..<5 {
            try await arena.killReplay(afterLetters: Int.random(in: 1...20, using: &random))
        }
        let last = try await arena.etl(["dead-letters", "replay", "--all"])
        guard last.exitCode == 0 else { throw ChaosError("the last replay failed: \(last.everything)") }
    }
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
        guard dead > 120 else { throw ChaosError("only \(dead) batches were refused") }
        for _ in 0..<dead { faults.note("refused batch", .refusal) }
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

    /// Starts a replay of everything that is dead, which dies when it has moved some letters and is about to forget the
    /// last of them.
    fileprivate func killReplay(afterLetters count: Int) async throws {
        let request = "\(Failpoint.afterConfirmBeforeAck.rawValue):\(count)"
        let replay = try await etl(["dead-letters", "replay", "--all"], environment: [StageProcess.failpoint: request])
        guard replay.exitCode == nil else {
            throw ChaosError("a replay was not killed at letter \(count): \(replay.everything)")
        }
        faults.note("replay dies")
    }
}
