import Foundation
import SystemPackage
import Testing

/// Small exports that lie beside the repository, not in it.
extension EndToEndTests {
    static let cases = URL(fileURLWithPath: #filePath)
        .appendingPathComponent("../../../../../shared/cases").standardized.path

    /// What is loaded and rejected of a file, and with which reasons.
    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: cases), "needs ../shared/cases"),
        arguments: [
            ("28-postgres-bytea/transfers.csv", "0 1", ""),
            ("28-postgres-bytea/base64.ndjson", "0 0", "1 wrong-length token_address"),
            (
                "28-postgres-bytea/noprefix_upper.csv", "0 1",
                "1 not-hex transaction_hash, 2 wrong-length transaction_hash, 3 wrong-length from_address"
            ),
            ("35-bq-neighbours/token_lists.csv", "1 0", "2 other-chain chain_id"),
        ])
    func aSharedCaseEndsAsItsDescriptionSays(_ file: String, _ loaded: String, _ rejected: String) async throws {
        try await Workspace.with { workspace in
            let run = try await workspace.etl(["run", "\(Self.cases)/\(file)"])
            #expect(run.exitCode == 0, "\(run.everything)")
            let counts = "SELECT (SELECT count(*) FROM tokens) || ' ' || (SELECT count(*) FROM token_transfers)"
            #expect(try await workspace.sql(counts) == loaded)
            let rejects = """
                SELECT string_agg(concat_ws(' ', record_number, reason, field), ', ' ORDER BY record_number)
                FROM etl.rejects
                """
            #expect(try await workspace.sql(rejects) == rejected)
        }
    }
}
