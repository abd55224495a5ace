import Failpoints
import LocalServers
import TestData

/// A replay of dead letters dies.
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
    /// Makes the database refuse some batches until they are dead, and then accept them.
    func makeDeadLetters() async throws {
        try await refuse("log_index % 97 = 7", in: "token_transfers")
        try await submit()
        for stage in Fleet.stages { await fleet.start(stage) }
        try await waitForEmptyQueues()
        let dead = try await Queues(broker: broker).deadLetters().count
        guard dead > 120 else { throw ChaosError("only \(dead) batches were refused") }
        for _ in 0..<dead { faults.note("refused batch", .refusal) }
        try await refuseNothing(in: "token_transfers")
    }

    /// Starts a replay of all dead letters, which dies after it has moved some of them and before it acknowledges the
    /// last.
    fileprivate func killReplay(afterLetters count: Int) async throws {
        let request = "\(Failpoint.afterConfirmBeforeAck.rawValue):\(count)"
        let replay = try await etl(["dead-letters", "replay", "--all"], environment: [StageProcess.failpoint: request])
        guard replay.exitCode == nil else {
            throw ChaosError("a replay was not killed at letter \(count): \(replay.everything)")
        }
        faults.note("replay dies")
    }
}
