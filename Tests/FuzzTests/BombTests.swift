import ETLModels
import Foundation
import SystemPackage
import TestData
import Testing

/// Small files and messages that expand to large ones. A process of its own measures the memory for each.
@Suite(.serialized)
struct BombTests {
    /// The memory limit of any reader in a debug build.
    static let limit = 64 << 20
    static let zeros = [UInt8](repeating: 0, count: 1 << 20)
    static let feeds = [UInt8](repeating: 0x0A, count: 1 << 20)

    @Test func aGigabyteWithoutALineEndIsAReject() async throws {
        let bomb = Gzip.bomb(start: "address,name\n", block: Self.zeros, times: 1 << 10, end: "\n1\n")
        #expect(bomb.count < 3 << 20)
        #expect(try await Reading(source: bomb) == Reading(records: 0, rejects: 2))
    }

    @Test(arguments: Compressor.allCases)
    func manyLargeMembersWithoutALineEndAreAReject(_ compressor: Compressor) async throws {
        let member = compressor.member([UInt8](repeating: 0, count: 16 << 20))
        let members = [compressor.member(Array("address,name\n".utf8))] + repeatElement(member, count: 16)
        let bomb = Array(members.joined()) + compressor.member(Array("\n1\n".utf8))
        #expect(bomb.count < 1 << 20)
        #expect(try await Reading(source: bomb) == Reading(records: 0, rejects: 2))
    }

    @Test func aGigabyteInAFrameWithoutALineEndIsAReject() async throws {
        let bomb = Zstd.bomb(start: "address,name\n", byte: 0, blocks: 8192, end: "\n1\n")
        #expect(bomb.count < 64 << 10)
        #expect(try await Reading(source: bomb) == Reading(records: 0, rejects: 2))
    }

    @Test func aFrameTakesNoMoreThanItsWindow() async throws {
        let bomb = Zstd.bomb(start: "address,name\n", byte: 0, blocks: 8192, end: "\n1\n", windowLog: 27)
        let limit = Self.limit + (128 << 20)
        #expect(try await Reading(source: bomb, limit: limit) == Reading(records: 0, rejects: 2))
    }

    @Test func aGigabyteOfTextInAQuotedFieldIsAReject() async throws {
        let block = Array(String(repeating: "a,\"\",b\r\n", count: 1 << 17).utf8)
        let bomb = Gzip.bomb(start: "address,name\n\"", block: block, times: 256, end: "\"\n1\n")
        #expect(try await Reading(source: bomb) == Reading(records: 0, rejects: 2))
    }

    @Test func aGigabyteOfBlankLinesIsNoRecord() async throws {
        let bomb = Gzip.bomb(start: "address,name\n", block: Self.feeds, times: 32, end: "1\n")
        #expect(try await Reading(source: bomb) == Reading(records: 0, rejects: 1))
    }

    @Test func aGigabyteInFrontOfTheHeaderIsNotLookedFor() async throws {
        let bomb = Gzip.bomb(start: "", block: Self.zeros, times: 1 << 10, end: "\naddress,name\n")
        #expect(try await Reading(source: bomb) == Reading(failure: "the file is not text"))
        let blank = Gzip.bomb(start: "", block: Self.feeds, times: 1 << 10, end: "\naddress,name\n")
        #expect(
            try await Reading(source: blank)
                == Reading(failure: "the first 65534 bytes contain no complete header line"))
    }

    @Test func oneGzipWithinAnotherIsNamed() async throws {
        let bomb = Gzip.bomb(start: "address,name\n", block: Self.zeros, times: 64)
        let reading = try await Reading(source: Gzip.member(Gzip.member(bomb)))
        #expect(reading.failure.hasPrefix("the file is gzip within gzip: gzip -dc /"), "\(reading.failure)")
    }

    @Test(arguments: Compressor.allCases)
    func aHundredThousandMembersAreReadOneByOne(_ compressor: Compressor) async throws {
        let members =
            compressor.member(Array("address,name\n".utf8))
            + repeatElement(compressor.member([]), count: 100_000).joined() + compressor.member(Array("1\n".utf8))
        #expect(try await Reading(source: members) == Reading(records: 0, rejects: 1))
    }

    @Test func membersThatAreBombsAreReadOneByOne() async throws {
        let bomb = Gzip.bomb(start: "", block: Self.zeros, times: 16)
        let members = Gzip.member(Array("address,name\n".utf8)) + repeatElement(bomb, count: 16).joined()
        #expect(try await Reading(source: members) == Reading(records: 0, rejects: 1))
    }

    /// The texts of a batch may repeat the previous one, in three bytes each: at most 100,000 of them, and 2 MiB.
    @Test func aRawBatchUnpacksToNoMoreThanABatchMayHave() async throws {
        let address = "0x" + String(repeating: "11", count: 20) + ","
        #expect(try await Reading(batch: Self.rawBatch(address, count: 40_000)) == Reading(records: 40_000, rejects: 0))
        #expect(try await Reading(batch: Self.rawBatch(address, count: 60_000)) == Reading(failure: "malformed"))
        #expect(try await Reading(batch: Self.rawBatch("", count: 100_001)) == Reading(failure: "malformed"))
        let long = String(repeating: "x", count: 1 << 20)
        #expect(try await Reading(batch: Self.rawBatch(long, count: 2)) == Reading(records: 0, rejects: 2))
        #expect(try await Reading(batch: Self.rawBatch(long, count: 100)) == Reading(failure: "malformed"))
    }

    /// Two bits encode a value that the column had before.
    @Test func aRecordBatchStandsForNoMoreThanCanBeReadRecordByRecord() async throws {
        let text = String(repeating: "ab", count: 120)
        let line = "0x" + String(repeating: "11", count: 20) + ",\(text),\(text)"
        let count = BatchLimits.mostRecords
        var builder = RecordBatchBuilder(answering: Self.header(count))
        let bytes = Array(line.utf8)
        let bounds = [(0, 42), (43, 283), (284, 524)].map { FieldBounds(start: $0.0, end: $0.1, isResolved: false) }
        let positions = [0, 1, 2, -1, -1, -1, -1, -1]
        var row = TextRow(
            bytes.span.bytes, resolved: bytes.span.bytes, fields: bounds.span, positions: positions.span)
        let token = try Token(from: &row)
        for _ in 0..<count { builder.accept(token) }
        let batch = builder.finish().bytes
        #expect(batch.count < 1 << 20)
        #expect(try await Reading(batch: batch) == Reading(records: count, rejects: 0))
    }

    private static func header(_ count: Int) -> BatchHeader {
        BatchHeader(
            content: .raw, kind: .tokens, id: BatchID(source: SourceID(words: (0, 0)), sequence: 0),
            recordCount: UInt32(count), firstRecord: 1, sourceBytes: 1, isLast: false)
    }

    /// A raw batch of one text repeated many times, beyond the limits.
    private static func rawBatch(_ text: String, count: Int) -> [UInt8] {
        let bytes = Array(text.utf8)
        var builder = RawBatchBuilder(
            kind: .tokens, layout: SourceLayout(format: 1, delimiter: 0x2C, columns: ["address", "name"]),
            limits: BatchLimits(records: count))
        for _ in 0..<count { builder.append(RawRecord(text: bytes.span.bytes, defect: nil)) }
        let header = header(count)
        return builder.finish(id: header.id, firstRecord: 1, sourceBytes: 1, isLast: false)
    }
}

/// The output of a separate process for a file or a message.
struct Reading: Equatable {
    var records = 0
    var rejects = 0
    var failure = "none"

    init(records: Int = 0, rejects: Int = 0, failure: String = "none") {
        (self.records, self.rejects, self.failure) = (records, rejects, failure)
    }

    init(source bytes: [UInt8], limit: Int = BombTests.limit) async throws {
        try await self.init(bytes, "--read", limit: limit)
    }

    init(batch bytes: [UInt8]) async throws {
        try await self.init(bytes, "--read-batch")
    }

    private init(_ bytes: [UInt8], _ option: String, limit: Int = BombTests.limit) async throws {
        let (code, output) = try await Programs.withFolder { folder in
            let file = folder.appending("bomb")
            try Data(bytes).write(to: URL(fileURLWithPath: file.string))
            return try await Programs.runFuzz([option, file.string])
        }
        try #require(code == 0, "\(output)")
        let words = output.split(separator: " ", maxSplits: 3)
        try #require(words.count == 4, "\(output)")
        (records, rejects) = (try #require(Int(words[0])), try #require(Int(words[1])))
        // The error without the path and the advice.
        let error = words[3].split(separator: ": ", maxSplits: 1).last?.split(separator: ";").first ?? ""
        failure = error.trimmingCharacters(in: .newlines)
        let peak = try #require(Int(words[2]))
        #expect(peak < limit, "\(peak >> 20) MiB")
    }
}
