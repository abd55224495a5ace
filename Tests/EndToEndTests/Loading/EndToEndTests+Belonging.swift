import Foundation
import SampleData
import SystemPackage
import Testing

/// What belongs into a database, and what PostgreSQL has written of one.
extension EndToEndTests {
    private static let token = "0x" + String(repeating: "2e", count: 20)

    @Test func aDatabaseHoldsOneChain() async throws {
        try await Workspace.with { workspace in
            let tokens = workspace.folder.appending("list.csv")
            let lines = ["chainId,address,name,symbol,decimals", "1,\(Self.token),Ab,AB,18", "137,\(Self.token),P,P,6"]
            try Files.write(lines.joined(separator: "\n").utf8, to: tokens)
            #expect(try await workspace.etl(["run", tokens.string, "--chain-id", "0"]).exitCode == 2)
            let first = try await workspace.etl(["run", tokens.string, "--chain-id", "137"])
            #expect(first.exitCode == 0, "\(first.everything)")
            #expect(try await workspace.sql("SELECT symbol FROM tokens") == "P")
            let rejects = "SELECT string_agg(concat_ws(' ', record_number, reason, field), ', ') FROM etl.rejects"
            #expect(try await workspace.sql(rejects) == "1 other-chain chain_id")
            // Resumed without the option, and with the same; another chain needs another database.
            #expect(try await workspace.etl(["run", tokens.string]).exitCode == 0)
            #expect(try await workspace.etl(["migrate", "--chain-id", "0x89"]).exitCode == 0)
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            for command in [["migrate"], ["run", tokens.string]] {
                let other = try await workspace.etl(command + ["--chain-id", "1"])
                #expect(other.exitCode == 1)
                #expect(other.errors.contains("the database holds records of chain 137, not of chain 1"))
            }
            // What was rejected stays of its chain when it is exported and submitted.
            let exported = workspace.folder.appending("rejects.csv")
            let export = try await workspace.etl(["rejects", "export", "--output", exported.string])
            #expect(export.exitCode == 0, "\(export.everything)")
            #expect(try await workspace.etl(["run", exported.string]).exitCode == 0)
            #expect(try await workspace.sql("SELECT symbol FROM tokens") == "P")
            #expect(try await workspace.sql("SELECT count(*) FROM etl.rejects") == "2")
            let inspected = try await workspace.bareETL(["inspect", "--chain-id", "137", tokens.string])
            #expect(inspected.output.contains("record 1: other-chain chain_id “1”"), "\(inspected.everything)")
        }
    }

    @Test func approvalsOfCryoAreNoTransfers() async throws {
        try await Workspace.with { workspace in
            let hash = "0x" + String(repeating: "1f", count: 32)
            let approvals = workspace.folder.appending("ethereum__erc20_approvals__00000000_to_00000048.csv")
            let header =
                "block_number,transaction_index,log_index,transaction_hash,erc20,from_address,to_address,value_string,chain_id"
            try Files.write(
                "\(header)\n1,0,0,\(hash),\(Self.token),\(Self.token),\(Self.token),5,1\n".utf8, to: approvals)
            let outcome = try await workspace.etl(["run", approvals.string])
            #expect(outcome.exitCode == 1)
            #expect(outcome.errors.contains("by its name, it holds approvals"), "\(outcome.everything)")
            // Nothing is to be loaded, so nothing was migrated.
            #expect(try await workspace.sql("SELECT to_regclass('token_transfers') IS NULL") == "t")
        }
    }

    @Test func whatPostgreSQLCopiesOutLoadsAgainAsItWas() async throws {
        try await Workspace.with { workspace in
            let files = try workspace.sample("copied", SampleOptions(transfers: 3000, tokens: 400)).map(\.string)
            #expect(try await workspace.etl(["run"] + files).exitCode == 0)
            // What the sample has not: no times and hashes at all, texts that CSV or PostgreSQL writes otherwise.
            try await workspace.sql(
                #"""
                UPDATE token_transfers SET block_timestamp = NULL, block_hash = NULL, from_address = NULL
                WHERE log_index % 7 = 0;
                UPDATE token_transfers SET block_timestamp = '1969-12-31 23:59:59.000001+00' WHERE log_index % 7 = 1;
                UPDATE tokens SET symbol = E'\\.', name = E'a "b", \r\n\\x0c' WHERE get_byte(address, 19) % 5 = 0;
                UPDATE tokens SET symbol = 'NULL', name = E'\\N', decimals = NULL WHERE get_byte(address, 19) % 5 = 1
                """#)
            let before = try await workspace.digests()
            var copies: [String] = []
            for (table, zone) in [("tokens", "UTC"), ("token_transfers", "UTC"), ("token_transfers", "Asia/Kolkata")] {
                let copy = workspace.folder.appending("\(table)-\(zone.prefix(3)).csv")
                let text = try await workspace.sql("SET timezone = '\(zone)'; COPY \(table) TO STDOUT CSV HEADER")
                try Files.write((text + "\n").utf8, to: copy)
                copies.append(copy.string)
            }
            try await workspace.sql("TRUNCATE tokens, token_transfers")
            let run = try await workspace.etl(["run"] + copies)
            #expect(run.exitCode == 0, "\(run.everything)")
            // The rejects are those of the sample.
            let rejects = "SELECT count(*) FROM etl.rejects NATURAL JOIN etl.sources WHERE uri LIKE '%-___.csv'"
            #expect(try await workspace.sql(rejects) == "0")
            #expect(try await workspace.digests() == before)
        }
    }
}

extension Workspace {
    /// A digest of each table's rows without their origins, as PostgreSQL shows them.
    fileprivate func digests() async throws -> String {
        try await sql(
            """
            SET timezone = 'UTC';
            SELECT (SELECT md5(string_agg((to_jsonb(t) - 'origin')::text, '|' ORDER BY address)) FROM tokens AS t),
                (SELECT md5(string_agg((to_jsonb(t) - 'origin')::text, '|' ORDER BY block_number, log_index)) FROM token_transfers AS t)
            """)
    }
}
