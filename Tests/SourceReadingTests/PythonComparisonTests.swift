import Foundation
import TestData
import Testing

@testable import Formats
@testable import SourceDescriptions
@testable import SourceReading

/// Compares with Python's csv and json modules; exporters write with them.
@Suite struct PythonComparisonTests {
    static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test(.enabled(if: python != nil, "needs python3"))
    func readsCSVAsPythonDoes() throws {
        var random = SeededGenerator(11)
        // A lone carriage return is excluded: Python reads it as a line end, which no export means by it.
        let tokens = ["\"", "\"", "\"", "\"\"", ",", ",", "\n", "\r\n", "a", "bc", " ", "é", "🦄"]
        let body = (0..<60_000).map { _ in tokens.randomElement(using: &random) ?? "" }.joined()
        let file = try TemporaryFile("head,er\n" + body)
        let source = try SourceDescription.inspect(path: file.path)
        let extraction = try Extraction(file, source, pieceSize: 1000)
        let rows = try rows(of: file)
        #expect(extraction.records.count > 3000)
        // Python cuts records alike, a last one with an open quote aside, and reads text behind a closing quote, too.
        #expect(rows.count - extraction.records.count == (extraction.error == nil ? 0 : 1))
        for (record, row) in zip(extraction.records, rows) where soundFields(of: record.text) != nil {
            let found = fields(of: record.text, expecting: 1 << 16).map { String(decoding: $0, as: UTF8.self) }
            #expect(found == row)
        }
    }

    @Test(.enabled(if: python != nil, "needs python3"))
    func takesForJSONWhatPythonDoes() throws {
        var random = SeededGenerator(11)
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"b\"", "\"c\"", "1", "-0.5", "1e5", "null", "true",
            "\\u0041",
            "\\n", "\\", " ", "\"x y\"", "\"\\ud83d\\ude00\"", "{\"a\":", "[1,", "01",
        ]
        let lines = (0..<60_000).map { _ in
            let count = Int.random(in: 1...6, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            return "{\"a\":\(text)" + (Bool.random(using: &random) ? "}" : "")
        }
        let file = try TemporaryFile(lines.joined(separator: "\n"))
        let expected = try verdicts(of: file)
        #expect(expected.count { $0 } > 1000)
        for (line, isObject) in zip(lines, expected) {
            var splitter = NDJSONFieldSplitter(columns: [])
            #expect((splitter.split(Array(line.utf8).span.bytes) == nil) == isObject, "\(line)")
        }
    }

    /// Whether Python reads each line as an object.
    private func verdicts(of file: TemporaryFile) throws -> [Bool] {
        let program = """
            import json, sys
            def is_object(line):
                try: return isinstance(json.loads(line), dict)
                except ValueError: return False
            json.dump([is_object(line) for line in open(sys.argv[1], encoding='utf-8')], sys.stdout)
            """
        return try JSONDecoder().decode([Bool].self, from: output(of: program, file))
    }

    /// Python's rows without the blank ones and the header.
    private func rows(of file: TemporaryFile) throws -> [[String]] {
        let program = """
            import csv, json, sys
            csv.field_size_limit(1 << 30)
            rows = [row for row in csv.reader(open(sys.argv[1], newline='', encoding='utf-8')) if row]
            json.dump(rows[1:], sys.stdout)
            """
        return try JSONDecoder().decode([[String]].self, from: output(of: program, file))
    }

    private func output(of program: String, _ file: TemporaryFile) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.python))
        process.arguments = ["-c", program, file.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return data
    }
}
