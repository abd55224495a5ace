import Compression
import ETLModels
import TestData
import Testing

@testable import SourceDescriptions
@testable import SourceReading

@Suite struct LongRecordTests {
    static let limit = BatchLimits(records: 1).recordBytes
    static let kept = BatchLimits(records: 1).defectiveRecordBytes

    @Test(arguments: ["\n", "\r\n"], [1000, 256 * 1024])
    func theLimitDoesNotCountTheLineEnd(lineEnd: String, pieceSize: Int) throws {
        let longest = String(repeating: "x", count: Self.limit)
        let extraction = try Extraction(
            ["a", longest, longest + "y", "1", ""].joined(separator: lineEnd), pieceSize: pieceSize)
        #expect(extraction.records.map(\.defect) == [nil, .tooLong, nil])
        #expect(extraction.records.map(\.text.count) == [Self.limit, Self.kept, 1])
    }

    @Test(arguments: [0, 1, 1_000_000, 5_000_000])
    func aLongRecordEndsWhereTheGrammarSays(excess: Int) throws {
        let content = String(repeating: "line\n\"\",\"\"\r\n", count: (Self.limit + excess) / 12 + 1)
        let text = "a,b\n1,2\n\"\(content)\",x\n3,4\n"
        for pieceSize in [777, 4096, 256 * 1024] {
            let extraction = try Extraction(text, pieceSize: pieceSize)
            #expect(extraction.records.map(\.defect) == [nil, .tooLong, nil])
            #expect(extraction.texts == ["1,2", String("\"\(content)".prefix(Self.kept, inUTF8: true)), "3,4"])
            #expect(extraction.cuts.map(\.sourceBytes) == [UInt64(text.utf8.count)])
        }
    }

    @Test func aLongRecordIsCutTheSameFromItsPosition() throws {
        let long = String(repeating: "\"", count: 3_000_001)
        var random = SeededGenerator(1)
        for bytes in [
            Array("a\n1\nx\(long)\n2\n".utf8), Gzip.members(Array("a\n1\nx\(long)\n2\n".utf8), using: &random),
        ] {
            let file = try TemporaryFile(bytes)
            let source = try SourceDescription.inspect(path: file.path)
            let whole = try Extraction(file, source, recordsPerBatch: 1, pieceSize: 5000)
            #expect(whole.records.map(\.defect) == [nil, .tooLong, nil])
            let rest = try Extraction(file, source, from: whole.cuts[0].next, recordsPerBatch: 1, pieceSize: 5000)
            #expect(rest.batches == Array(whole.batches.dropFirst()))
            #expect(whole.cuts.reduce(0) { $0 + $1.sourceBytes } == UInt64(bytes.count))
        }
    }

    @Test func anOpenQuoteInALongRecordEndsTheSource() throws {
        for pieceSize in [777, 3000, 256 * 1024] {
            let extraction = try Extraction(
                "a,b\n1,2\n\"\n\",\"" + String(repeating: "2,3\n", count: 500_000), pieceSize: pieceSize)
            #expect(extraction.texts == ["1,2"])
            #expect(
                extraction.error?.reason == .unclosedQuote(line: 4, unread: LineSpan(first: 3, count: 500_001)))
        }
    }

    @Test func aLongRecordHasItsLines() throws {
        let content = String(repeating: "line\n", count: 500_000) + String(repeating: "x", count: 2_000_000) + "\nend"
        for pieceSize in [777, 4096, 256 * 1024] {
            let extraction = try Extraction("a,b\n1,2\n\n\"\(content)\",x\n3,4\n", pieceSize: pieceSize)
            #expect(extraction.records.map(\.defect) == [nil, .tooLong, nil])
            #expect(extraction.records[1].lines == LineSpan(first: 4, count: 500_002))
        }
    }

    @Test func aLongRecordThatHoldsAnotherIsNamedSo() throws {
        let token = "0x" + String(repeating: "ab", count: 20)
        let filler = String(repeating: "no record\n", count: 300_000)
        for pieceSize in [777, 4096, 256 * 1024] {
            let extraction = try Extraction(
                "address,symbol\n\(token),\"\(filler)\(token),S\n\(filler)\",\n\(token),T\n", pieceSize: pieceSize)
            #expect(extraction.records.map(\.defect) == [.holdsRecords, nil])
            #expect(extraction.records[0].lines == LineSpan(first: 2, count: 600_002))
        }
    }

    /// A batch that is cut again has to be the same, wherever the pieces start.
    @Test(arguments: [400_000, 523_000, 525_000, 700_000, 900_000, 1_100_000])
    func whetherALongLineIsARecordDependsOnNothingElse(length: Int) throws {
        let token = "0x" + String(repeating: "ab", count: 20)
        let line = "\(token)," + String(repeating: "n", count: length)
        for lineEnd in ["\n", "\r"] {
            let filler = String(repeating: "no record" + lineEnd, count: 100_000)
            var defects: Set<RecordDefect?> = []
            for (before, pieceSize) in [
                (0, 256 << 10), (10, 256 << 10), (120_000, 256 << 10), (300_000, 256 << 10), (400_000, 4096), (7, 777),
            ] {
                let first = String(repeating: "x", count: before)
                let extraction = try Extraction(
                    "address,symbol\n\(first)\n\(token),\"\(filler)\(line)\(lineEnd)\(filler)\",\n\(token),T\n",
                    pieceSize: pieceSize)
                defects.insert(extraction.records.dropLast().last?.defect)
            }
            #expect(defects == [length > Self.limit / 2 ? .tooLong : .holdsRecords], "\(lineEnd.debugDescription)")
        }
    }

    @Test func linesThatEndInCarriageReturnsCountInALongRecord() throws {
        let token = "0x" + String(repeating: "ab", count: 20)
        let lines = String(repeating: "\(token),S\r", count: 40_000)
        for (first, pieceSize) in [("x", 777), ("", 4096), ("xy", 256 << 10)] {
            let extraction = try Extraction("address,symbol\n\(first)\n\(lines)\n\(token),T\n", pieceSize: pieceSize)
            let record = extraction.records.first { $0.defect == .holdsRecords }
            #expect(record?.lines == LineSpan(first: 3, count: 40_000))
        }
    }

    @Test func aTruncatedLongRecordIsNotDelivered() throws {
        let text = Array(("a\n1\n" + String(repeating: "x", count: 3_000_000) + "\n2\n").utf8)
        let file = try TemporaryFile(Array(Gzip.member(text, level: 0).prefix(2_000_000)))
        let source = try SourceDescription.inspect(path: file.path)
        let extraction = try Extraction(file, source)
        #expect(extraction.texts == ["1"])
        let truncated = DecompressionError("gzip", .truncated, at: 2_000_000)
        #expect(extraction.error?.reason == .compressedData(truncated))
    }

    @Test func aHeaderLongerThanARecordMayBeIsStillTheHeader() throws {
        let header = String(repeating: "n", count: 65_000)
        let extraction = try Extraction("\(header)\n1\n\(header)\n2\n", pieceSize: 1000)
        #expect(extraction.texts == ["1", "2"])
    }
}

extension String {
    /// The first bytes, which must be complete characters.
    fileprivate func prefix(_ count: Int, inUTF8: Bool) -> String {
        String(decoding: utf8.prefix(count), as: UTF8.self)
    }
}
