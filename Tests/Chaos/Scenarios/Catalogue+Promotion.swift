import LocalServers
import TestData

/// The primary is lost, and its standby takes its place.
extension Catalogue {
    static let promotions = [tornPromoted, tornLagging]

    private static let tornPromoted = Scenario(
        "torn-promoted", "the primary is lost with its network, and its synchronous standby is promoted", setup: .torn
    ) { arena, random in
        try await arena.waitForProgress(Int.random(in: 100...300, using: &random))
        try await arena.fault("loss of the primary") {
            try await arena.torn().network.isolate(.primary)
            try await Task.sleep(for: .seconds(2))
            // It must not come back as a primary.
            await arena.database.kill()
            try await arena.promoteStandby()
        }
        try await arena.waitForProgress()
    }

    private static let tornLagging = Scenario(
        "torn-lagging", "the primary is lost while its asynchronous standby lags: the loss is seen, and repaired",
        setup: .lagging
    ) { arena, random in
        try await arena.waitForProgress(Int.random(in: 100...300, using: &random))
        let missing = try await arena.loseBatches(Int.random(in: 50...150, using: &random))
        guard missing > 0 else { throw ChaosError("the standby had every batch: nothing is shown") }
        try await arena.waitForEmptyQueues()
        for stage in Fleet.stages { await arena.fleet.retireAll(stage) }
        let stuck = try await arena.waitForStuckSources()
        let resubmission = try await arena.etl(["sources", "resubmit"] + stuck)
        guard resubmission.exitCode == 0 else { throw ChaosError("etl sources resubmit: \(resubmission.everything)") }
        for stage in Fleet.stages { await arena.fleet.start(stage) }
    }
}

extension Arena {
    /// Loads batches that the standby never gets, and promotes it; returns how many it lacks.
    fileprivate func loseBatches(_ count: Int) async throws -> Int {
        let network = try torn().network
        var committed = 0
        try await fault("loss of the primary before its standby had all") {
            try await network.cut([.primary], from: [.standby])
            try await waitForProgress(count)
            committed = await ledger.batches
            try await network.isolate(.primary)
            await database.kill()
            try await promoteStandby()
        }
        await ledger.startAgain()
        let kept = try await database.psql("SELECT count(*) FROM etl.batches")
        return committed - (Int(kept) ?? 0)
    }

    /// Waits until `etl status` reports every source that lacks batches as stuck, and ends with 1; returns their ids.
    /// It takes a minute without progress, since a message could be on its way.
    fileprivate func waitForStuckSources() async throws -> [String] {
        let deadline = ContinuousClock.now + .seconds(60) + setup.patience
        while true {
            let outcome = try await etl(["status", "--json"])
            let incomplete = try StatusReport(outcome).sources.filter { $0.status != "complete" }
            guard !incomplete.isEmpty else { throw ChaosError("etl status reports no lost batch: \(outcome.output)") }
            if incomplete.allSatisfy({ $0.status == "stuck" }) {
                guard outcome.exitCode == 1 else { throw ChaosError("etl status ends with 0 with stuck sources") }
                return incomplete.map(\.sourceId)
            }
            guard .now < deadline else { throw ChaosError("etl status does not see stuck sources: \(outcome.output)") }
            try await Task.sleep(for: .seconds(2))
        }
    }
}

extension Scenario.Setup {
    /// The standby lags, and its promotion makes stages load what they have loaded before.
    fileprivate static var lagging: Self {
        var setup = torn
        setup.network = .asynchronous
        // The resubmitted sources, from their beginning.
        setup.repeatedWork = 1
        return setup
    }
}
