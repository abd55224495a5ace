import TestSupport
import Testing

/// Stored transfers held against a node.
extension EndToEndTests {
    @Test func verifyListsTheBlocksThatDiffer() async throws {
        let chain = TestChain(count: 60, logsOfBlock: 8)
        try await Workspace.with { workspace in
            try await NodeServer.with(chain) { node in
                let load = try await workspace.etl(["run", "--node", node.origin, "--from-block", "0"])
                #expect(load.exitCode == 0)
                let arguments = ["verify", node.origin, "--from", "2", "--blocks", "10"]
                let same = try await workspace.etl(arguments)
                #expect(same.exitCode == 0, "\(same.everything)")
                #expect(same.output.contains("compared 58 blocks of 2-59") && same.output.contains("has the same"))
                _ = try await workspace.sql(
                    """
                    DELETE FROM token_transfers WHERE block_number = 10 AND log_index < 3;
                    UPDATE token_transfers SET value = value + 1 WHERE block_number = 20 AND log_index = 0;
                    UPDATE token_transfers SET block_hash = NULL, block_timestamp = NULL WHERE block_number = 30;
                    INSERT INTO token_transfers (block_number, log_index, transaction_hash, token_address, value)
                    VALUES (33, 7, '', '', 0)
                    """)
                let other = try await workspace.etl(arguments)
                #expect(other.exitCode == 1)
                let listed = other.output.split(separator: "\n").filter { $0.hasPrefix("block ") }
                #expect(
                    listed == ["block 10: 2 missing", "block 20: 1 with other values", "block 33: 1 not in the chain"])
                let sample = try await workspace.etl(arguments + ["--sample", "2"])
                #expect(
                    sample.output.contains("compared 20 blocks of 2-59") || sample.output.contains("compared 18 blocks")
                )
            }
        }
    }

    /// A chain whose fourth block is final, and the same under another number.
    private static func chains() -> (TestChain, TestChain) {
        var chain = TestChain(count: 10)
        chain.finalized = 4
        var other = chain
        other.number = 137
        return (chain, other)
    }

    @Test func verifyWithoutAFinalBlockOrOfAnotherChainFails() async throws {
        let (chain, other) = Self.chains()
        try await Workspace.with { workspace in
            try await NodeServer.with(chain) { node in
                #expect(try await workspace.etl(["run", "--node", node.origin, "--from-block", "0"]).exitCode == 0)
                let early = try await workspace.etl(["verify", node.origin, "--from", "5"])
                #expect(early.exitCode == 1 && early.output.contains("none of these blocks is final yet"))
            }
            try await NodeServer.with(other) { node in
                let other = try await workspace.etl(["verify", node.origin])
                #expect(other.exitCode == 1 && other.errors.contains("the blocks are of chain 137"))
            }
        }
    }
}
