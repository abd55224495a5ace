import ETLModels
import TestData
import Testing

@testable import SourceDescriptions
@testable import SourceReading

@Suite struct CSVPropertyTests {
    static let seeds = Array(UInt64(0)..<40)

    @Test(arguments: seeds)
    func whatIsWrittenIsRead(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let records = (0..<Int.random(in: 0...60, using: &random)).map { _ in Self.record(&random) }
        var text = Array("first,second,third\n".utf8)
        for record in records { text += Self.line(record, &random) }
        if Bool.random(using: &random), let compressor = Compressor.allCases.randomElement(using: &random) {
            text = compressor.members(text, using: &random)
        }
        let file = try TemporaryFile(text)
        let source = try SourceDescription.inspect(path: file.path)
        let extraction = try Extraction(
            file, source, recordsPerBatch: Int.random(in: 1...20, using: &random),
            pieceSize: Int.random(in: 1...40, using: &random))
        #expect(extraction.error == nil)
        #expect(extraction.records.map { fields(of: $0.text, expecting: 3) } == records)
    }

    @Test(arguments: seeds)
    func agreesWithAPlainParserOnAnyText(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        for _ in 0..<20 {
            let count = Int.random(in: 0...60, using: &random)
            let text = (0..<count).map { _ in Self.hostile.randomElement(using: &random) ?? 0 }
            let extraction = try Extraction(
                "head,er\n" + String(decoding: text, as: UTF8.self),
                recordsPerBatch: Int.random(in: 1...5, using: &random),
                pieceSize: Int.random(in: 1...9, using: &random))
            let bytes = Array("head,er\n".utf8) + text
            let expected = ReferenceCSV.records(bytes)
            #expect(extraction.records.map(\.text) == expected.map(\.text))
            #expect(extraction.records.allSatisfy { $0.defect == nil })
            let open = ReferenceCSV.allRecords(bytes).last { $0.openQuote != nil }
            let error = open.map { open in
                SourceError.Reason.unclosedQuote(
                    line: UInt64(open.openQuote ?? 0),
                    unread: LineSpan(first: UInt64(open.line), count: UInt32(open.lines)))
            }
            #expect(extraction.error?.reason == error)
            for record in expected {
                let sound = ReferenceCSV.soundFields(record.text)
                #expect((soundFields(of: record.text) == nil) == (sound == nil))
                if let sound { #expect(fields(of: record.text, expecting: 60) == sound) }
            }
        }
    }

    private static let hostile = Array("\"\"\"\",,,\n\n\r\rab ".utf8)

    private static func record(_ random: inout SeededGenerator) -> [[UInt8]] {
        let fields = (0..<3).map { _ in
            (0..<Int.random(in: 0...8, using: &random)).map { _ in hostile.randomElement(using: &random) ?? 0 }
        }
        return fields
    }

    /// Writes a record with the necessary quotes, and sometimes with unnecessary ones.
    private static func line(_ record: [[UInt8]], _ random: inout SeededGenerator) -> [UInt8] {
        let fields = record.map { field in
            let needsQuotes = field.first == 0x22 || !Set(field).isDisjoint(with: [0x2C, 0x0A, 0x0D])
            guard needsQuotes || Bool.random(using: &random) else { return field }
            return [0x22] + field.flatMap { $0 == 0x22 ? [$0, $0] : [$0] } + [0x22]
        }
        let lineEnd = Bool.random(using: &random) ? "\n" : "\r\n"
        return Array(fields.joined(separator: [0x2C])) + Array(lineEnd.utf8)
    }
}
