import DecodedValues
import ETLModels
import Foundation
import Testing

@testable import Inspection

/// Small exports that went wrong once lie beside the repository, not in it.
struct SharedCaseTests {
    static let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../shared/cases").standardized
        .path

    private func inspect(_ file: String, kind: RecordKind? = nil) -> FileInspection {
        FileInspection(
            of: "\(Self.folder)/\(file)",
            FileInspection.Request(kind: kind, limits: RecordChecker.Limits(checked: nil, records: 5)))
    }

    private static let isThere = FileManager.default.fileExists(atPath: folder)

    @Test(
        .enabled(if: isThere, "needs ../shared/cases"),
        arguments: [
            ("03-flipside-upper-header/transfers.csv", 2), ("04-header-blanks/transfers.csv", 2),
            ("04-header-blanks/tokens_trailing.csv", 1), ("05-optional-header-blank/tokens.csv", 2),
            ("19-concat-headers-bom/double_bom.csv", 1), ("19-concat-headers-bom/bom_quoted.csv", 1),
            ("35-bq-neighbours/bq_amended_tokens.csv", 1),
        ])
    func loads(_ file: String, _ records: Int) throws {
        let found = inspect(file)
        let check = try #require(found.sources.first?.check, "\(found.failure ?? "")")
        #expect((check.passed, check.rejected) == (records, 0))
        let wanted = found.sources.first?.kind == "tokens" ? ["symbol", "decimals"] : ["from_address", "to_address"]
        for record in check.firstRecords {
            for entry in record.values.entries where wanted.contains(entry.name) {
                #expect(entry.value.shown != "NULL", "\(entry.name)")
            }
        }
    }

    @Test(
        .enabled(if: isThere, "needs ../shared/cases"),
        arguments: [
            ("24-dup-columns/transfers.csv", "`value` is there twice, columns 4 and 8"),
            ("24-dup-columns/aliases.csv", "`transaction_hash` (column 5) and `tx_hash` (column 6) are the same field"),
            ("35-bq-neighbours/addresses_only.csv", "any of symbol"),
            ("35-bq-neighbours/balances_snapshot.csv", "any of symbol"),
            ("35-bq-neighbours/bq_contracts.csv", "any of symbol"),
            ("35-bq-neighbours/bq_contracts_dropped.json", "any of symbol"),
        ])
    func refuses(_ file: String, _ words: String) {
        let isToken = file.hasPrefix("35")
        for kind in isToken ? [nil, RecordKind.tokens] : [nil] {
            let found = inspect(file, kind: kind)
            #expect(found.failure?.contains(words) == true, "\(found.failure ?? "accepted")")
            #expect(found.advice == nil)
        }
    }
}
