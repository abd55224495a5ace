import Foundation
import LocalServers
import SystemPackage
import TestData

/// Operators scale the stages and interrupt runs.
extension Catalogue {
    static let operators = [scaled, interruptedRun(.interrupt), interruptedRun(.kill)]

    private static let scaled = Scenario(
        "scale", "SIGTERM of stages while each goes from one process to four and back"
    ) { arena, random in
        for stage in Fleet.stages.shuffled(using: &random) {
            for _ in 0..<3 { await arena.fleet.start(stage) }
        }
        try await arena.waitForProgress(Int.random(in: 50...150, using: &random))
        for _ in 0..<3 {
            for stage in Fleet.stages.shuffled(using: &random) {
                await arena.fleet.retire(stage)
                try await Task.sleep(for: .milliseconds(Int.random(in: 100...400, using: &random)))
            }
        }
    }

    private static func interruptedRun(_ signal: ManagedProcess.Signal) -> Scenario {
        let name = signal == .kill ? "kill -9" : "Ctrl-C"
        return Scenario(
            signal == .kill ? "kill-run" : "interrupt-run", "\(name) of `etl run`, and a second run",
            setup: .startedByHand
        ) { arena, random in
            let batches = Int.random(in: 50...500, using: &random)
            let first = try await arena.interruptRun(with: signal, afterBatches: batches)
            arena.faults.note("\(name) of etl run")
            guard signal == .kill || first == .exited(1) else {
                throw ChaosError("the first etl run ended with \(first) after \(name)")
            }
            let second = try await arena.etl(arena.runArguments)
            try second.everything.write(
                toFile: arena.folder.appending("etl-run-2.log").string, atomically: true, encoding: .utf8)
            guard second.exitCode == 0 else {
                throw ChaosError("the second etl run failed: \(second.everything)")
            }
            try arena.noteRunLogs(["etl-run.log", "etl-run-2.log"])
        }
    }
}

extension Arena {
    /// Starts `etl run`, and sends it a signal once the ledger has this number of batches.
    fileprivate func interruptRun(
        with signal: ManagedProcess.Signal, afterBatches batches: Int
    ) async throws -> ManagedProcess.Status {
        let log = ManagedProcess.Output.file(folder.appending("etl-run.log"))
        let run = try await ManagedProcess.start(
            Programs.directory.appending("etl"), arguments: runArguments,
            environment: Programs.environment(environment), output: log, error: log)
        try await waitForBatches(batches)
        run.send(signal)
        return await run.wait()
    }

    /// With our own state directory, which keeps the stages' logs until the invariants have read them.
    fileprivate var runArguments: [String] {
        ["run", "--state", folder.appending("state").string] + expectation.files.map(\.string)
    }

    /// Adds the logs of the runs and their stages to those that the invariants check.
    fileprivate func noteRunLogs(_ runs: [String]) throws {
        let stages = folder.appending("state").appending("logs")
        let names = try FileManager.default.contentsOfDirectory(atPath: stages.string).sorted()
        // The logs of each stage of the second run, and of the first.
        guard names.count == 2 * Fleet.stages.count else { throw ChaosError("the stages' logs are \(names)") }
        note(logs: runs.map { folder.appending($0) } + names.map { stages.appending($0) })
    }
}
