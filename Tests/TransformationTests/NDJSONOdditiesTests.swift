import ETLModels
import SourceDescriptions
import SourceReading
import TestData
import Testing

/// Lines that other readers take for records, or that ours must not take for another.
@Suite struct NDJSONOdditiesTests {
    private static let token = #""token_address":"0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9e3779b9""#
    private static let hash = #""transaction_hash":"0x"# + String(repeating: "ab", count: 32) + "\""

    private static func record(_ index: Int, _ value: String, _ rest: String = "") -> String {
        "{\(token),\(value),\(hash),\"log_index\":\(index),\"block_number\":5\(rest)}"
    }

    private static let lines: [(text: String, reject: String?)] = [
        (record(1, #""value":1e18"#), "not-a-number value"),
        (record(2, #""value":1000000000000000000.0"#), "not-a-number value"),
        (record(3, #""value":NaN"#), "malformed -"),
        (record(4, #""value":"5","value":"6""#), "duplicate-field -"),
        (record(5, #""value":"5""#, #","from_address":"","to_address":"null""#) + ",", "malformed -"),
        (record(6, #""value":["5"]"#), "malformed -"),
        (record(7, #""value":"5""#, #","from_address":"","to_address":null"#) + " ", nil),
        (record(8, #""value":"\u0035""#).replacing("token_address", with: #"token_\u0061ddress"#), nil),
        ("\u{FEFF}" + record(9, #""value":true"#), "malformed -"),
        (record(10, #""value":1"#, #","tx_hash":null"#), "duplicate-field -"),
    ]

    @Test func aLineIsARecordOnlyIfAllOfItIsOne() throws {
        let bytes = Array(Self.lines.map { $0.text + "\n" }.joined().utf8)
        let reading = try WrittenFile(bytes, by: JSONWriter(.ethereumETL), of: .tokenTransfers).read()
        let expected = Self.lines.enumerated().compactMap { line in
            line.element.reject.map { "\(line.offset + 1) \($0)" }
        }
        #expect(try reading.rejects().map { "\($0.recordNumber) \($0.reason.name) \($0.field ?? "-")" } == expected)
        #expect(try reading.accepted().count == 2)
    }

    @Test func theSameIsTrueOfElements() throws {
        let elements = Self.lines.map { $0.text.replacing(/[, ]+$/, with: "") }
        let bytes = Array("[\(elements.joined(separator: ",\n"))]".utf8)
        let reading = try WrittenFile(bytes, by: JSONWriter(.ethereumETL), of: .tokenTransfers).read()
        #expect(reading.damage?.description.contains("do not match") == true)
        // What is in front of an object without a comma is no element, and the array ends there.
        #expect(try reading.rejects().count == 6)
        #expect(try reading.accepted().count == 2)
    }
}
