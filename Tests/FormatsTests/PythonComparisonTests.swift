import Foundation
import TestData
import Testing

@testable import Formats

/// Compares with Python's csv module, whose dialect the exports are written in.
@Suite struct PythonComparisonTests {
    static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test(.enabled(if: python != nil, "needs python3"))
    func readsWhatPythonReads() throws {
        var random = SeededGenerator(11)
        // A carriage return alone is left out: Python takes it for a line end, which no export means by it.
        let tokens = ["\"", "\"", "\"", "\"\"", ",", ",", "\n", "\r\n", "a", "bc", " ", "é", "🦄"]
        let body = (0..<60_000).map { _ in tokens.randomElement(using: &random) ?? "" }.joined()
        let file = try TemporaryFile("head,er\n" + body)
        let source = try SourceDescription.inspect(path: file.path)
        let extraction = try Extraction(file, source, pieceSize: 1000)
        let whole = extraction.records.filter { $0.defect == nil }
        let expected = try rows(of: file).prefix(whole.count)
        #expect(whole.count > 3000)
        let found = whole.map { record in
            fields(of: record.text, expecting: 1 << 16).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(found == Array(expected))
    }

    /// Python's rows without blank ones and without the header.
    private func rows(of file: TemporaryFile) throws -> [[String]] {
        let program = """
            import csv, json, sys
            csv.field_size_limit(1 << 30)
            rows = [row for row in csv.reader(open(sys.argv[1], newline='', encoding='utf-8')) if row]
            json.dump(rows[1:], sys.stdout)
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.python))
        process.arguments = ["-c", program, file.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode([[String]].self, from: data)
    }
}
