import Bus
import LocalServers
import TestData

/// Batches that the database refuses until an operator changes it.
extension Catalogue {
    static let refusals = [refusedForGood]

    private static let refusedForGood = Scenario(
        "refused-batches", "batches that are refused stay dead, replayed or not, and `etl status` counts them",
        setup: .startedByHand
    ) { arena, random in
        let (divisor, remainder) = (Int.random(in: 17...29, using: &random), Int.random(in: 1...9, using: &random))
        try await arena.refuse("sequence % \(divisor) = \(remainder)", in: "etl.batches")
        try await arena.submit()
        for stage in Fleet.stages { await arena.fleet.start(stage) }
        try await arena.waitForEmptyQueues()
        try await arena.expectRefusals(every: divisor, from: remainder)
        try await Invariants.checkRefusals(arena)
        try await arena.replayAll()
        try await arena.waitForEmptyQueues()
        try await Invariants.checkRefusals(arena)
        try await arena.refuseNothing(in: "etl.batches")
        try await arena.replayAll()
        arena.expectNothingDead()
    }
}

extension Arena {
    /// Creates the tables, one of which refuses rows.
    func refuse(_ condition: String, in table: String) async throws {
        let migrated = try await etl(["migrate"])
        guard migrated.exitCode == 0 else { throw ChaosError("etl migrate failed: \(migrated.everything)") }
        try await database.psql("ALTER TABLE \(table) ADD CONSTRAINT refusal CHECK (NOT (\(condition)))")
    }

    func refuseNothing(in table: String) async throws {
        try await database.psql("ALTER TABLE \(table) DROP CONSTRAINT refusal")
    }

    /// Expects every `divisor`th batch of each source to be dead, up to the last batch of the ledger. If the source's
    /// last batch is among them, that is one more. Each dies twice: on arrival, and after its replay.
    fileprivate func expectRefusals(every divisor: Int, from remainder: Int) async throws {
        let refused = try await database.psql(
            """
            SELECT source_id || '/' || sequence
            FROM (SELECT source_id, max(sequence) AS last FROM etl.batches GROUP BY source_id) AS loaded
            JOIN etl.sources USING (source_id)
            CROSS JOIN generate_series(\(remainder), last + (batches IS NULL)::int, \(divisor)) AS sequence
            """
        ).split(separator: "\n")
        guard refused.count > 50 else { throw ChaosError("only \(refused.count) batches were refused") }
        for id in refused {
            expectDead(Poison(stage: .load, id: String(id), reason: "constraint 23514 refusal"))
            for _ in 0..<2 { faults.note("refused batch", .refusal) }
        }
    }

    fileprivate func replayAll() async throws {
        let replay = try await etl(["dead-letters", "replay", "--all"])
        guard replay.exitCode == 0 else { throw ChaosError("the replay failed: \(replay.everything)") }
    }
}
