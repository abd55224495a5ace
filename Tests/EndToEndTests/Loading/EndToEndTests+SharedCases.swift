import Foundation
import SystemPackage
import Testing

/// The end of a file that went wrong once.
private struct SharedCase {
    let file: String
    /// The numbers of records that load and that are rejected.
    var loaded = 0
    var rejected = 0
    /// The rejects: numbers of records, reasons and fields.
    var rejects = ""
    var status = "complete"
    /// What the message has to say.
    var words: [String] = []
    var heldLines = 0
}

/// Small exports that lie beside the repository, not in it.
extension EndToEndTests {
    private static let cases = URL(fileURLWithPath: #filePath)
        .appendingPathComponent("../../../../../shared/cases").standardized.path

    private static let wellWritten = [
        SharedCase(file: "03-flipside-upper-header/transfers.csv", loaded: 2),
        SharedCase(file: "04-header-blanks/transfers.csv", loaded: 2),
        SharedCase(file: "04-header-blanks/tokens_trailing.csv", loaded: 1),
        SharedCase(file: "05-optional-header-blank/tokens.csv", loaded: 2),
        SharedCase(file: "19-concat-headers-bom/cat.csv", loaded: 3),
        SharedCase(file: "19-concat-headers-bom/double_bom.csv", loaded: 1),
        SharedCase(file: "19-concat-headers-bom/bom_quoted.csv", loaded: 1),
        SharedCase(file: "28-postgres-bytea/transfers.csv", loaded: 1),
        SharedCase(file: "35-bq-neighbours/bq_amended_tokens.csv", loaded: 1),
        SharedCase(file: "36-cat-other-order/cat_case_quotes.csv", loaded: 2),
    ]

    private static let withRejects = [
        SharedCase(
            file: "25-ndjson-oddities/transfers.ndjson", loaded: 2, rejected: 7,
            rejects: """
                1 not-a-number value, 2 not-a-number value, 3 malformed, 4 duplicate-field, 5 malformed, \
                6 malformed, 9 malformed
                """),
        SharedCase(
            file: "28-postgres-bytea/base64.ndjson", rejected: 1, rejects: "1 wrong-length token_address"),
        SharedCase(
            file: "28-postgres-bytea/noprefix_upper.csv", loaded: 1, rejected: 3,
            rejects: "1 not-hex transaction_hash, 2 wrong-length transaction_hash, 3 wrong-length from_address"),
        SharedCase(
            file: "30-quote-swallow/late_close.csv", loaded: 1, rejected: 1, rejects: "1 holds-records", heldLines: 200),
        SharedCase(
            file: "35-bq-neighbours/token_lists.csv", loaded: 1, rejected: 1, rejects: "2 other-chain chain_id"),
        SharedCase(
            file: "36-cat-other-order/cat_no_newline.csv", loaded: 1, rejected: 1, rejects: "1 field-count"),
    ]

    private static let ended = [
        SharedCase(
            file: "21-unbalanced-quote/tokens.csv", loaded: 1, rejected: 1, rejects: "1 stray-quote",
            status: "incomplete", words: ["line 4 is never closed", "lines from line 4 on were not read"]),
        SharedCase(
            file: "36-cat-other-order/cat_order.csv", loaded: 1, status: "incomplete",
            words: ["line 3 starts another export: split the file there"]),
        SharedCase(
            file: "36-cat-other-order/cat_kinds.csv", loaded: 1, status: "incomplete",
            words: ["line 3 starts another export: split the file there"]),
    ]

    private static let refused =
        [
            SharedCase(
                file: "24-dup-columns/transfers.csv", status: "failed",
                words: ["`value` is there twice, columns 4 and 8"]),
            SharedCase(
                file: "24-dup-columns/aliases.csv", status: "failed",
                words: ["`transaction_hash` (column 5) and `tx_hash` (column 6) are the same field"]),
        ]
        + ["addresses_only.csv", "balances_snapshot.csv", "bq_contracts.csv", "bq_contracts_dropped.json"].map {
            SharedCase(
                file: "35-bq-neighbours/\($0)", status: "failed",
                words: ["any of symbol, name, decimals, total_supply of tokens", "cannot be loaded"])
        }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: cases), "needs ../shared/cases"))
    func everySharedCaseEndsAsItsDescriptionSays() async throws {
        let cases = Self.wellWritten + Self.withRejects + Self.ended + Self.refused
        let files = cases.map { "\(Self.cases)/\($0.file)" }
        try await Workspace.with { workspace in
            let path = workspace.folder.appending("summary.json")
            let run = try await workspace.etl(["run"] + files + ["--summary", path.string])
            #expect(run.exitCode == 1, "\(run.everything)")
            let document = try JSONSerialization.jsonObject(with: Data(try Files.bytes(path))) as? [String: Any]
            let sources = try #require(document?["sources"] as? [[String: Any]])
            #expect(sources.count == cases.count)
            for (wanted, file) in zip(cases, files) {
                let source = try #require(sources.first { $0["uri"] as? String == file })
                let count = { (key: String) in source[key] as? Int ?? -1 }
                let rejects = try await workspace.rejects(of: file)
                // Some files have keys of others, with the same content or another.
                let conflicts = rejects.count { $0.hasSuffix(" conflict") }
                #expect(count("loaded") + count("duplicates") + conflicts == wanted.loaded, "\(wanted.file)")
                #expect(count("rejected") - conflicts == wanted.rejected, "\(wanted.file)")
                #expect(count("records") == wanted.loaded + wanted.rejected, "\(wanted.file)")
                #expect(count("held_lines") == wanted.heldLines, "\(wanted.file)")
                #expect(source["status"] as? String == wanted.status, "\(wanted.file)")
                let message = source["error"] as? String ?? ""
                for words in wanted.words { #expect(message.contains(words), "\(wanted.file): \(message)") }
                let reasons = rejects.filter { !$0.hasSuffix(" conflict") }.joined(separator: ", ")
                #expect(reasons == wanted.rejects, "\(wanted.file)")
            }
            #expect(try await workspace.sql("SELECT count(*) FROM tokens WHERE name = '6\" Pipe'") == "1")
        }
    }
}

extension Workspace {
    /// The numbers, reasons and fields of a file's rejects.
    fileprivate func rejects(of file: String) async throws -> [String] {
        let found = try await sql(
            """
            SELECT concat_ws(' ', record_number, reason, field) FROM etl.rejects JOIN etl.sources USING (source_id)
            WHERE uri = '\(file)' ORDER BY record_number
            """)
        return found.split(separator: "\n").map(String.init)
    }
}
