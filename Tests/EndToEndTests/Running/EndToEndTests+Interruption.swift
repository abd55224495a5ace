import SampleData
import SystemPackage
import Testing

extension EndToEndTests {
    @Test(arguments: Interruption.allCases)
    func secondRunCompletesWhatTheFirstLeft(_ interruption: Interruption) async throws {
        try await Workspace.with { workspace in
            let files = try workspace.sample("cut", .manyBatches)
            let arguments = ["--state", workspace.state.string, "--batch-records", "20"] + files.map(\.string)
            let first = try await workspace.interruptedRun(
                workspace.servers + arguments, with: interruption, afterBatches: 20)
            #expect(first.exitCode == interruption.exitCode, "\(first.everything)")
            #expect(try await workspace.loadedBatches() < .allBatches)
            let second = try await workspace.etl(["run"] + arguments)
            #expect(second.exitCode == 0, "\(second.everything)")
            #expect(try await workspace.loadedBatches() == .allBatches)
            #expect(try await workspace.differences(from: files) == "")
        }
    }

    @Test func completesASourceWhoseBrokerHasLostItsData() async throws {
        try await Workspace.with { workspace in
            let files = try workspace.sample("lost", .manyBatches)
            let arguments =
                [
                    "--state", workspace.state.string, "--database", workspace.databaseURL, "--batch-records", "20",
                ] + files.map(\.string)
            let first = try await workspace.interruptedRun(arguments, with: .interrupt, afterBatches: 20)
            #expect(first.exitCode == 1, "\(first.everything)")
            #expect(first.output.contains("not finished"))
            #expect(try await workspace.loadedBatches() < .allBatches)
            try Files.remove(workspace.state.appending("rabbitmq"))
            let second = try await workspace.bareETL(["run"] + arguments)
            #expect(second.exitCode == 0, "\(second.everything)")
            #expect(try await workspace.differences(from: files) == "")
        }
    }

    @Test func bringsABatchBackThatWasDead() async throws {
        try await Workspace.with { workspace in
            let file = try workspace.sample("dead", SampleOptions(transfers: 2000, tokens: 1, badRecords: false))[1]
            // The table refuses some rows, so the batches with these rows become dead letters.
            _ = try await workspace.etl(["migrate"])
            try await workspace.sql("ALTER TABLE token_transfers ADD CONSTRAINT refusal CHECK (log_index % 499 <> 7)")
            let arguments = ["run", "--state", workspace.state.string, "--batch-records", "50", file.string]
            for _ in 1...2 {
                let outcome = try await workspace.etl(arguments)
                #expect(outcome.exitCode == 1, "\(outcome.everything)")
                #expect(outcome.errors.contains("etl.load.dead"))
            }
            let status = try await workspace.etl(["status"])
            #expect(status.exitCode == 1)
            try await workspace.sql("ALTER TABLE token_transfers DROP CONSTRAINT refusal")
            let mended = try await workspace.etl(arguments)
            #expect(mended.exitCode == 0, "\(mended.everything)")
            #expect(try await workspace.differences(from: [file]) == "")
        }
    }
}

extension SampleOptions {
    /// 400 batches of 20 records.
    fileprivate static let manyBatches = SampleOptions(
        transfers: 7000, tokens: 1000, badTransferInterval: 50, badTokenInterval: 50)
}

extension Int {
    fileprivate static let allBatches = 400
}
