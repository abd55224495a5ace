import Foundation
package import SystemPackage
import TestData

/// Runs scenarios, one after another.
package struct ScenarioRunner: Sendable {
    /// The folder for samples and logs.
    package let folder: FilePath
    package let seed: UInt64
    /// Whether files overlap in every scenario but those of `etl run`.
    private let overlaps: Bool
    /// Whether these scenarios load transfers in a bulk phase.
    private let isBulk: Bool

    /// - Parameter folder: an existing folder that every user can traverse.
    package init(folder: FilePath, seed: UInt64, overlaps: Bool = false, isBulk: Bool = false) {
        self.folder = folder
        self.seed = seed
        self.overlaps = overlaps
        self.isBulk = isBulk
    }

    /// Runs a scenario and checks its invariants. No process is left afterwards.
    package func run(_ scenario: Scenario) async -> ScenarioResult {
        var scenario = scenario
        // `etl run` loads with one rule for all files.
        scenario.setup.sample.overlaps = overlaps && scenario.setup.startsStages
        scenario.setup.sample.isBulk = isBulk && scenario.setup.startsStages
        var result = ScenarioResult(scenario: scenario, seed: seed)
        let began = ContinuousClock.now
        let logs = folder.appending(scenario.name)
        do {
            let expectation = try await sample(scenario.setup.sample)
            let arena = try await Arena.open(scenario.setup, folder: logs, expectation: expectation)
            do {
                try await play(scenario, in: arena, &result)
            } catch {
                result.obstacle = "\(error)"
            }
            if !result.isAsItShouldBe { arena.keepServerLogs() }
            await arena.close()
        } catch let skip as ScenarioSkipped {
            result.skipped = skip.reason
        } catch {
            result.obstacle = "\(error)"
        }
        result.elapsed = .now - began
        if result.isAsItShouldBe {
            try? FileManager.default.removeItem(atPath: logs.string)
        } else {
            result.logs = logs
        }
        return result
    }

    /// The sample of a shape, generated once.
    private func sample(_ shape: SampleShape) async throws -> Expectation {
        try await Expectation.make(shape, seed: seed, in: folder)
    }

    private func play(_ scenario: Scenario, in arena: Arena, _ result: inout ScenarioResult) async throws {
        let observers = Task {
            await withTaskGroup { group in
                group.addTask { await arena.ledger.run() }
                group.addTask {
                    while !Task.isCancelled {
                        await arena.fleet.sampleMemory()
                        try? await Task.sleep(for: .milliseconds(100))
                    }
                }
            }
        }
        defer { observers.cancel() }
        if scenario.setup.startsStages { try await start(scenario.setup, in: arena) }
        var random = SeededGenerator(seed ^ scenario.name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
        try await scenario.body(arena, &random)
        let hang = await arena.waitForEnd()
        if scenario.setup.sample.isBulk { try await arena.endBulkPhase(&random) }
        result.faults = arena.faults.summary
        for fault in arena.faults.entries {
            guard let recovery = await arena.recovery(of: fault) else { continue }
            result.recovery = max(result.recovery ?? .zero, recovery)
        }
        result.findings = try await Invariants.check(arena, hang: hang)
        guard await arena.wasStruck || scenario.name == Catalogue.calm.name else {
            throw ChaosError("no fault came before everything was loaded: nothing is shown")
        }
    }

    private func start(_ setup: Scenario.Setup, in arena: Arena) async throws {
        try await arena.submit()
        for stage in Fleet.stages {
            for _ in 0..<setup.processes { await arena.fleet.start(stage) }
        }
        try await arena.waitForBatches(1)
    }
}
