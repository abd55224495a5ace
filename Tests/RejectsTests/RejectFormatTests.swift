import DecodedValues
import DisplayText
import ETLModels
import Foundation
import TestData
import Testing

@testable import ETLCommands
@testable import Inspection
@testable import Rejects

struct RejectFormatTests {
    private static let pieces = [
        "\"", ",", "\n", "\r", "\r\n", "\\", "\t", ";", "a", "é", "🪙", "{", "}", "\u{1}", "\u{1F}", "\u{7F}",
        "\u{2028}", " ", "'",
        "null", "\u{FFFD}",
    ]

    private func text(_ random: inout SeededGenerator) -> String? {
        let count = Int.random(in: 0..<6, using: &random)
        let text = (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
        return text.isEmpty ? nil : text
    }

    private func rejects(_ count: Int, seed: UInt64) -> [ExportedReject] {
        var random = SeededGenerator(seed)
        return (0..<count).map { number in
            // Tokens accept any text as name and symbol.
            let values = RecordKind.tokens.schema.columns.map { column in
                ["symbol", "name"].contains(column.name) ? text(&random) : column.isRequired ? Exports.token : nil
            }
            return ExportedReject(
                values: values, checked: [nil], source: "/a, \"b\"\n", record: Int64(number + 1), reason: "missing",
                field: "name",
                raw: text(&random))
        }
    }

    private func written(_ rejects: [ExportedReject], as format: RejectFormat) -> [UInt8] {
        var bytes: [UInt8] = []
        format.writeHeader(of: .tokens, into: &bytes)
        for reject in rejects { format.write(reject, of: .tokens, into: &bytes) }
        return bytes
    }

    @Test(arguments: RejectFormat.allCases)
    func whatIsWrittenReadsAsItWas(_ format: RejectFormat) throws {
        let rejects = rejects(900, seed: 7)
        let folder = try ExportFolder()
        let path = try folder.write(written(rejects, as: format))
        let limits = RecordChecker.Limits(checked: nil, records: 900)
        let found = FileInspection(of: path, FileInspection.Request(limits: limits))
        #expect(found.format == format.rawValue, "\(found.failure ?? "")")
        #expect(found.sources.map(\.kind) == ["tokens"])
        // A record without a chain belongs to any.
        #expect(found.ignored.allSatisfy { $0.hasPrefix("reject_") })
        let check = try #require(found.sources.first?.check)
        #expect(check.passed == 900)
        #expect(check.repaired == 0)
        for (reject, decoded) in zip(rejects, check.firstRecords) {
            let names = decoded.values.entries.filter { ["symbol", "name"].contains($0.name) }.map(\.value)
            #expect(names == reject.values[1...2].map { $0.map { .text($0) } ?? .null })
        }
    }

    @Test func objectsAreJSON() throws {
        let rejects = rejects(300, seed: 8)
        let lines = written(rejects, as: .ndjson).split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == rejects.count)
        for (reject, line) in zip(rejects, lines) {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            #expect(object["reject_raw"] as? String == reject.raw)
            #expect(object["name"] as? String == reject.values[2])
            #expect(object["reject_source"] as? String == reject.source)
            #expect(object["reject_record"] as? String == "\(reject.record)")
            #expect(object["block_hash"] == nil)
        }
    }

    @Test func aHeaderNamesTheColumnsOfTheTableAndTheNotes() {
        var bytes: [UInt8] = []
        RejectFormat.csv.writeHeader(of: .tokens, into: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "address,symbol,name,decimals,total_supply,block_timestamp,block_number,block_hash,chain_id,"
                + "reject_source,reject_record,reject_reason,reject_field,reject_raw\n")
    }

    @Test(arguments: RejectFormat.allCases)
    func onATerminalNoCharacterIsObeyed(_ format: RejectFormat) {
        let hostile = "\u{1B}]0;title\u{7}\u{9B}2J\u{202E}txt\r\n\u{2066}"
        let reject = ExportedReject(
            values: [hostile, hostile], checked: [hostile], source: "/\(hostile)", record: 1, reason: "missing",
            field: nil, raw: hostile)
        var bytes: [UInt8] = []
        format.write(reject.with(RejectTexts(arePrintable: true)), of: .tokens, into: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.last == "\n")
        #expect(text.dropLast().unicodeScalars.allSatisfy { !$0.isObeyed })
        #expect(text.contains("]0;title"))
        #expect(!reject.with(RejectTexts()).source.unicodeScalars.allSatisfy { !$0.isObeyed })
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("＝1", "'＝1"), ("'=1", "''=1"),
        ("\t=1", "'\t'=1"), ("x;=1+1", "x;'=1+1"), ("x\t=1", "x\t'=1"), ("x\r\n=1", "x\r'\n'=1"), ("x;'-1", "x;''-1"),
        ("=\u{301}1", "'=\u{301}1"), ("", ""), ("1", "1"), ("0x00", "0x00"), ("a=1", "a=1"), ("'1", "'1"), ("é", "é"),
    ])
    func anApostropheGuardsWhatASpreadsheetWouldRun(text: String, guarded: String) {
        #expect(RejectTexts(areGuarded: true).text(text).unicodeScalars.elementsEqual(guarded.unicodeScalars))
    }

    @Test func whoRemovesTheApostrophesHasTheText() {
        var random = SeededGenerator(1)
        let signs: [Unicode.Scalar] = ["=", "-", "'", ";", "\t", "\n", "a", "\u{301}"]
        for _ in 0..<5000 {
            let text = String(
                String.UnicodeScalarView(
                    (0..<Int.random(in: 0...8, using: &random)).compactMap { _ in
                        signs.randomElement(using: &random)
                    }))
            let guarded = RejectTexts(areGuarded: true).text(text)
            #expect(Self.unguarded(guarded).elementsEqual(text.unicodeScalars), "\(text.debugDescription)")
        }
    }

    /// Without one of each row of apostrophes before what begins a formula.
    private static func unguarded(_ text: String) -> [Unicode.Scalar] {
        var rest = text.unicodeScalars[...]
        var (found, isStart): ([Unicode.Scalar], Bool) = ([], true)
        while let first = rest.first {
            let isFormula = rest.first { $0 != "'" }.map { "=+-@\t\r\n".unicodeScalars.contains($0) } ?? false
            rest.removeFirst()
            if isStart, first == "'", isFormula {
                isStart = false
                // What follows belongs to the text.
                while let next = rest.first, next == "'" { found.append(next); rest.removeFirst() }
                if let sign = rest.first {
                    found.append(sign); rest.removeFirst(); isStart = ";\t\r\n".unicodeScalars.contains(sign)
                }
            } else {
                found.append(first)
                isStart = ";\t\r\n".unicodeScalars.contains(first)
            }
        }
        return found
    }

    @Test func objectsNameWhatEveryRecordNeeds() {
        let nothing = ExportedReject(
            values: RecordKind.tokenTransfers.schema.columns.map { _ in nil }, checked: [nil, nil], source: "/x",
            record: 1,
            reason: "malformed", field: nil, raw: "{")
        var bytes: [UInt8] = []
        RejectFormat.ndjson.write(nothing, of: .tokenTransfers, into: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"block_number":null,"log_index":null,"transaction_hash":null,"token_address":null,"value":null,"#
                + #""reject_source":"/x","reject_record":"1","reject_reason":"malformed","reject_raw":"{"}"# + "\n")
    }
}
