import Foundation
import SystemPackage
import Testing

extension EndToEndTests {
    @Test func loadsColumnsOfOtherNames() async throws {
        try await Workspace.with { workspace in
            let files = try workspace.exportsOfOtherNames()
            let renames = [
                "contract=token_address", "TX=transaction_hash", "evt_index=log_index", "block=block_number",
            ]
            let options = renames.flatMap { ["--rename", $0] }
            let refused = try await workspace.etl(["run"] + files)
            #expect(refused.exitCode == 1)
            for rename in ["contract=token_address", "tx=transaction_hash", "block=block_number"] {
                #expect(refused.errors.contains("--rename \(rename)"), "\(refused.errors)")
            }
            let outcome = try await workspace.etl(["run"] + files + options)
            #expect(outcome.exitCode == 0, "\(outcome.everything)")
            // Each file has one transfer of its own, and one whose key the other has with another value.
            #expect(try await workspace.sql("SELECT count(*) FROM token_transfers") == "3")
            #expect(try await workspace.sql("SELECT string_agg(reason, ',') FROM etl.rejects") == "conflict")
            let stored = "SELECT DISTINCT cardinality(renames) FROM etl.sources"
            #expect(try await workspace.sql(stored) == "4")
            // The conflict is written under the names of the columns, and can be submitted again.
            let export = try await workspace.bareETL(
                ["rejects", "export", "--kind", "token_transfers", "--database", workspace.databaseURL])
            #expect(export.output.contains("7,1,0x"), "\(export.everything)")
            let same = try await workspace.etl(["run"] + files + renames.reversed().flatMap { ["--rename", $0] })
            #expect(same.exitCode == 0, "\(same.everything)")
            #expect(try await workspace.sql("SELECT count(*) FROM etl.sources") == "2")
        }
    }

    @Test func refusesAddressesAlone() async throws {
        try await Workspace.with { workspace in
            let file = workspace.folder.appending("addresses.csv")
            try Files.write("address,block_number\n0x\(String(repeating: "2e", count: 20)),7\n".utf8, to: file)
            for options in [[], ["--kind", "tokens"]] {
                let outcome = try await workspace.etl(["run", file.string] + options)
                #expect(outcome.exitCode == 1)
                #expect(outcome.errors.contains("lacks any of symbol, name, decimals, total_supply of tokens"))
                #expect(!outcome.errors.contains("--kind"))
            }
            // Nothing can be loaded, so nothing was prepared for it.
            #expect(try await workspace.sql("SELECT to_regclass('etl.sources') IS NULL") == "t")
        }
    }
}

extension Workspace {
    /// The same columns under other names, as CSV and as objects.
    fileprivate func exportsOfOtherNames() throws -> [String] {
        let hash = "0x" + String(repeating: "1f", count: 32)
        let token = "0x" + String(repeating: "2e", count: 20)
        let table = ["contract;Value;tx;evt_index;BLOCK", "\(token);5;\(hash);1;7", "\(token);5;\(hash);2;7"]
        let objects = [(6, 1), (5, 3)].map { value, log in
            #"{"contract":"\#(token)","value":\#(value),"tx":"\#(hash)","EVT_INDEX":\#(log),"block":"7"}"#
        }
        let files = [folder.appending("transfers.csv"), folder.appending("transfers.json")]
        for (file, lines) in zip(files, [table, objects]) {
            try Files.write((lines.joined(separator: "\n") + "\n").utf8, to: file)
        }
        return files.map(\.string)
    }
}
