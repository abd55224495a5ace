import DecodedValues
import ETLModels
import Foundation
import SourceDescriptions
import Submission
import TestData
import Testing

@testable import DisplayText
@testable import ETLCommands
@testable import Inspection
@testable import TerminalOutput

struct FileInspectionTests {
    private func inspect(
        _ bytes: some Sequence<UInt8>, kind: RecordKind? = nil, columns: [String]? = nil, records: Int = 5,
        check: Int? = 10_000
    ) throws -> FileInspection {
        let folder = try ExportFolder()
        let limits = RecordChecker.Limits(checked: check, records: records)
        return FileInspection(
            of: try folder.write(bytes),
            FileInspection.Request(kind: kind, naming: ColumnNaming(columns: columns), limits: limits))
    }

    private func inspect(_ lines: [String], kind: RecordKind? = nil, columns: [String]? = nil) throws -> FileInspection
    {
        try inspect(lines.joined(separator: "\n").utf8, kind: kind, columns: columns)
    }

    /// The field of each column, as `column=field`.
    private func origins(_ source: FileInspection.Source) -> [String] {
        source.columns.map { "\($0.column)=\($0.field ?? "-")" }
    }

    @Test func tellsTheFieldsThatColumnsAreReadFromByTheirNamesInTheFile() throws {
        let found = try inspect([Exports.legacyHeader + ",extra", Exports.legacyTransfer(1) + ",x"])
        #expect(found.canBeSubmitted)
        #expect(found.format == "csv")
        #expect(found.delimiter == "comma")
        #expect(found.ignored == ["extra"])
        let source = try #require(found.sources.first)
        #expect(
            origins(source) == [
                "block_number=erc20_block_number", "log_index=erc20_log_index", "transaction_hash=erc20_tx_hash",
                "token_address=erc20_token", "from_address=erc20_from", "to_address=erc20_to", "value=erc20_value",
                "block_timestamp=-", "block_hash=-",
            ])
        #expect(source.columns.map(\.required) == [true, true, true, true, false, false, true, false, false])
    }

    @Test func tellsTheFieldsOfCryoByTheirNamesInTheFile() throws {
        let found = try inspect([
            "block_number,transaction_index,log_index,transaction_hash,erc20,from_address,to_address,value_binary,value_string",
            "7,1,2,\(Exports.hash),\(Exports.token),\(Exports.token),\(Exports.token),0x05,5",
        ])
        #expect(found.format == "cryo csv")
        let source = try #require(found.sources.first)
        #expect(origins(source).contains("token_address=erc20"))
        #expect(origins(source).contains("value=value_string"))
        #expect(found.ignored == ["transaction_index", "value_binary"])
        #expect(source.check.passed == 1)
    }

    @Test func tellsTheKindsAndTypesOfAStream() throws {
        let found = try inspect([
            #"{"type": "block", "number": 7, "hash": "0x1"}"#, Exports.streamedTransfer(1),
            Exports.streamedTransfer(2, value: "-2"),
            #"{"type": "token", "address": "\#(Exports.token)", "symbol": null}"#,
            #"{"number": 1}"#, #"{"type": "block", "number": 8}"#,
        ])
        #expect(found.sources.map(\.kind) == ["tokens", "token_transfers"])
        #expect(found.items?.types.map { "\($0.count) \($0.type)" } == ["2 block", "2 token_transfer", "1 token"])
        #expect(found.items?.untyped == 1)
        let transfers = try #require(found.sources.last?.check)
        #expect(transfers.checked == 6)
        #expect(transfers.passed == 1)
        // The item without a type may be of any kind, so it counts as one without any required field.
        #expect(transfers.rejected == 2)
        #expect(transfers.skipped == 3)
        #expect(found.ignored == ["type", "number", "hash"])
    }

    @Test func showsRecordsAsTheyWouldBeStored() throws {
        let found = try inspect([
            "address,symbol,decimals,block_timestamp,block_number",
            "\(Exports.token.uppercased().replacing("0X", with: "0x")),x\u{0}y,018,1660000012,", ",bad,,,",
            "\(Exports.token),é,,2022-08-08T23:06:52+02:00,00042",
        ])
        let check = try #require(found.sources.first?.check)
        #expect(check.firstRecords.map(\.record) == [1, 3])
        let shown = check.firstRecords.map { $0.values.entries.map { "\($0.name)=\($0.value.shown)" } }
        #expect(shown[0].prefix(4) == ["address=\(Exports.token)", "symbol=xy", "name=NULL", "decimals=18"])
        #expect(shown[0].contains("block_timestamp=2022-08-08T23:06:52Z"))
        #expect(shown[1].contains("block_timestamp=2022-08-08T21:06:52Z"))
        #expect(shown[1].contains("block_number=42"))
        #expect(check.repaired == 1)
    }

    @Test func countsRejectsByReasonAndFieldAndShowsTheFirst() throws {
        let values = ["1", "-1", "1e18", "2", "1.5", "-3", "x", "9"]
        let lines = values.enumerated().map { Exports.legacyTransfer($0, value: $1) }
        let found = try inspect([Exports.legacyHeader] + lines + ["a,b", "\(Exports.token),,,1,0x12,1,1"])
        let check = try #require(found.sources.first?.check)
        #expect(check.isWhole)
        #expect(check.checked == 10)
        #expect(check.passed == 3)
        #expect(
            check.reasons.map { "\($0.count) \($0.reason) \($0.field ?? "-")" } == [
                "5 not-a-number value", "1 field-count -", "1 wrong-length transaction_hash",
            ])
        #expect(check.firstRejects.map(\.record) == [2, 3, 5, 6, 7])
        #expect(check.firstRejects.map(\.value) == ["-1", "1e18", "1.5", "-3", "x"])
        #expect(check.firstRejects.allSatisfy { $0.hint.contains("decimal digits") })
        #expect(check.firstRejects.first?.raw == lines[1])
    }

    @Test func readsNoMoreThanIsAskedFor() throws {
        let lines = [Exports.legacyHeader] + (0..<9000).map { Exports.legacyTransfer($0) }
        let bytes = Array(lines.joined(separator: "\n").utf8)
        for (wanted, expected) in [(1, 1), (4000, 4000), (4001, 4001), (9000, 9000), (nil as Int?, 9000)] {
            let check = try #require(try inspect(bytes, records: 2, check: wanted).sources.first?.check)
            #expect(check.checked == expected)
            #expect(check.isWhole == (expected == 9000))
            #expect(check.firstRecords.count == min(2, expected))
        }
    }

    @Test func tellsDamageAndWhatWasReadBeforeIt() throws {
        let lines = [Exports.legacyHeader] + (0..<5000).map { Exports.legacyTransfer($0, value: "\($0 * 7919)") }
        let packed = Gzip.member(Array(lines.joined(separator: "\n").utf8))
        let found = try inspect(packed.dropLast(packed.count / 2))
        #expect(found.compression == "gzip")
        #expect(found.canBeSubmitted)
        #expect(!found.isSound)
        let check = try #require(found.sources.first?.check)
        #expect((1..<5000).contains(check.checked))
        #expect(check.damage?.contains("byte \(packed.count - packed.count / 2)") == true)
    }

    @Test func countsTheItemsOfAStreamInWhichThereIsDamage() throws {
        let lines = (0..<300).map { Exports.streamedTransfer($0) }
        var packed = Gzip.member(Array(lines.joined(separator: "\n").utf8))
        // The change affects the checksum of the only member.
        packed[packed.count - 8] ^= 1
        let found = try inspect(packed)
        #expect(!found.isSound)
        #expect(found.items?.types.map(\.type) == ["token_transfer"])
        let checks = found.sources.map(\.check)
        #expect(checks.count == 2)
        for check in checks {
            #expect(check.checked == 0)
            #expect(check.damage?.contains("byte ") == true)
        }
    }

    @Test func saysWhyAFileCannotBeSubmitted() throws {
        let strange = try inspect(["a,b", "1,2"])
        #expect(!strange.canBeSubmitted)
        #expect(strange.failure?.contains("the header names a, b, which match no known kind") == true)
        #expect(strange.fields == ["a", "b"])
        #expect(strange.sources.isEmpty)
        #expect(strange.advice == nil)
        #expect(try inspect(["0x01,2"]).advice == .nameColumns)
        let lacking = try inspect(["address,name", "\(Exports.token),x"], kind: .tokenTransfers)
        #expect(lacking.failure?.contains("lacks block_number, log_index") == true)
        let missing = FileInspection(
            of: "/nowhere", FileInspection.Request(limits: RecordChecker.Limits(checked: nil, records: 1)))
        #expect(missing.failure?.contains("no such file") == true)
        #expect(missing.format == nil)
    }

    @Test func takesTheNamesOfAHeaderlessFile() throws {
        let found = try inspect(["\(Exports.token);abc"], columns: ["address", "symbol"])
        #expect(found.headerless)
        #expect(found.delimiter == "semicolon")
        #expect(found.sources.first?.check.passed == 1)
    }

    @Test func anEmptyFileIsASourceWithoutRecords() throws {
        let found = try inspect([])
        #expect(found.isSound)
        #expect(found.lines.last == "  empty: a source without records")
        let header = try inspect(["address,name"])
        #expect(header.lines.last == "  no records")
    }

    @Test func aDocumentHasAllKeysAlways() throws {
        for found in [
            try inspect(["a,b", "1,2"]), try inspect([Exports.legacyHeader, Exports.legacyTransfer(1, value: "x")]),
        ] {
            let document = try JSONSerialization.jsonObject(with: Data(try JSONOutput.document(found).utf8))
            let object = try #require(document as? [String: Any])
            #expect(
                Set(object.keys) == [
                    "path", "bytes", "compression", "format", "delimiter", "headerless", "fields", "ignored", "items",
                    "parquet",
                    "sources",
                    "failure", "can_be_submitted",
                ])
            for source in try #require(object["sources"] as? [[String: Any]]) {
                let check = try #require(source["check"] as? [String: Any])
                #expect(
                    Set(check.keys) == [
                        "checked", "whole", "passed", "repaired", "skipped", "rejected", "reasons", "first_records",
                        "first_rejects", "damage", "held_lines", "held_from_line",
                    ])
                let reject = try #require((check["first_rejects"] as? [[String: Any]])?.first)
                #expect(Set(reject.keys) == ["record", "reason", "field", "value", "line", "lines", "raw", "hint"])
            }
        }
    }

    @Test func staysWithin80ColumnsAndHasNothingThatATerminalObeys() throws {
        var random = SeededGenerator(6)
        let strange = [
            "\u{1B}[31m", "\u{202E}", "\t", "交易", "🪙", "é", String(repeating: "w", count: 300), "\u{0}", "\r", "\u{7F}",
        ]
        for _ in 0..<40 {
            func text() -> String {
                (0..<4).map { _ in strange.randomElement(using: &random) ?? "" }.joined().replacing("\u{0}", with: "")
            }
            let names =
                ["address", "name", "symbol"]
                + (0..<3).map { _ in "\"\(text().replacing("\u{1B}", with: "").replacing("\u{7F}", with: ""))\"" }
            let good = "\(Exports.token),\"\(text())\",\"\(text())\",1,2,3"
            let bad = "\(text()),\"\(text())\",,\(text()),2,3"
            for found in [
                try inspect([names.joined(separator: ","), good, bad, bad, bad + ",", good]), try inspect([bad, good]),
            ] {
                for line in found.lines {
                    #expect(Format.width(line) <= 80, "\(line)")
                    #expect(line == line.printable)
                }
            }
        }
    }
}
