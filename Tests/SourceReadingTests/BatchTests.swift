import ETLModels
import TestData
import Testing

@testable import SourceDescriptions
@testable import SourceReading

@Suite struct BatchTests {
    @Test(arguments: [
        "a\n1\n2\n3\n4\n", "a\n1\n2\n3\n4", "a\n1\n2\n3\n4\n\n\r\n\n", "a\n1\n2\n3\n4\na\n",
        "a\r\n1\n2\n3\na\n4\r\n\na",
    ])
    func aFullBatchAtTheEndIsTheLast(text: String) throws {
        for pieceSize in [1, 5, 4096] {
            let extraction = try Extraction(text, recordsPerBatch: 2, pieceSize: pieceSize)
            #expect(extraction.cuts.map(\.recordCount) == [2, 2])
            #expect(extraction.cuts.map(\.isLast) == [false, true])
            #expect(extraction.texts == ["1", "2", "3", "4"])
        }
    }

    @Test(arguments: ["", "\n\n", "a\n", "a", "a\na\n", "\u{FEFF}"])
    func aSourceWithoutRecordsIsOneEmptyBatch(text: String) throws {
        let extraction = try Extraction(text)
        let size = UInt64(text.utf8.count)
        let end = SourcePosition(stored: size, skipped: 0)
        #expect(
            extraction.cuts == [
                CutBatch(recordCount: 0, sourceBytes: size, next: end, isCheapToReach: true, isLast: true)
            ])
    }

    @Test func aBatchEndsBeforeItHasTooManyBytes() throws {
        let long = String(repeating: "x", count: 900_000)
        let extraction = try Extraction("a\n1\n\(long)\n\(long)\n\(long)\n")
        #expect(extraction.cuts.map(\.recordCount) == [3, 1])
        #expect(extraction.records.count == 4)
    }

    @Test func positionsOfAPlainFileAreThoseOfItsRecords() throws {
        let extraction = try Extraction("\u{FEFF}a\n1\n\n\na\n22\n333\n", recordsPerBatch: 1, pieceSize: 4)
        #expect(extraction.cuts.map(\.next.stored) == [11, 14, 18])
        #expect(extraction.cuts.map(\.sourceBytes) == [11, 3, 4])
    }

    @Test(arguments: [nil] + Compressor.allCases, UInt64(0)..<16)
    func everyBatchIsTheSameFromWhereverTheReaderStarts(_ compressor: Compressor?, seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let text = Self.hostileText(&random)
        var bytes = compressor?.members(text, using: &random) ?? text
        if let compressor, Bool.random(using: &random) {
            bytes = compressor.member([]) + bytes + compressor.member([])
            if compressor == .gzip { bytes += [0, 0, 0] }
        }
        let file = try TemporaryFile(bytes)
        let source = try SourceDescription.inspect(path: file.path, kindIsGiven: true)
        let recordsPerBatch = Int.random(in: 1...6, using: &random)
        let pieceSize = Int.random(in: 1...50, using: &random)
        let whole = try Extraction(file, source, recordsPerBatch: recordsPerBatch, pieceSize: pieceSize)
        #expect(whole.error == nil)
        #expect(whole.cuts.reduce(0) { $0 + $1.sourceBytes } == UInt64(bytes.count))
        #expect(whole.cuts.filter(\.isLast).count == 1)
        for index in whole.cuts.indices.dropLast() {
            let rest = try Extraction(
                file, source, from: whole.cuts[index].next, recordsPerBatch: recordsPerBatch, pieceSize: pieceSize)
            #expect(rest.batches == Array(whole.batches[(index + 1)...]))
            #expect(rest.cuts == Array(whole.cuts[(index + 1)...]))
        }
    }

    @Test func aPlainFileIsCutTheSameInPiecesOfAnySize() throws {
        var random = SeededGenerator(3)
        let file = try TemporaryFile(Self.hostileText(&random))
        let source = try SourceDescription.inspect(path: file.path)
        let expected = try Extraction(file, source, recordsPerBatch: 7)
        for pieceSize in 1...64 {
            let found = try Extraction(file, source, recordsPerBatch: 7, pieceSize: pieceSize)
            #expect(found.batches == expected.batches)
        }
    }

    private static func hostileText(_ random: inout SeededGenerator) -> [UInt8] {
        let lines = [
            "a,b", "1,2", "\"x\ny\",\"\"\"\"", "\"\r\n\",é", "", "", "long \(String(repeating: "z", count: 99))",
        ]
        var text = "a,b\n"
        for _ in 0..<Int.random(in: 1...60, using: &random) {
            text += (lines.randomElement(using: &random) ?? "") + (Bool.random(using: &random) ? "\n" : "\r\n")
        }
        return Array(text.utf8)
    }
}
