import Bus
import ETLModels
import TestData
import Testing

@testable import DeadLetters
@testable import DisplayText
@testable import ETLCommands

/// Letters that no stage has made: the description works for any bytes, and stays short.
struct HostileLetterTests {
    private let letters: [(body: [UInt8], stage: Stage)]

    init() throws {
        var letters: [(body: [UInt8], stage: Stage)] = [(try Letters.job(), .extract)]
        for kind in RecordKind.allCases {
            letters.append((Letters.raw(kind, (0..<8).map { ("record \($0),\u{1B}[2J", nil) }), .transform))
            letters.append((try Letters.records(kind, count: 8, seed: 3), .load))
        }
        self.letters = letters
    }

    /// Describes a body, and checks the size of the description.
    @discardableResult
    private func describe(_ body: [UInt8], _ stage: Stage) throws -> LetterBody {
        let letter = LetterBody.describe(body, stage: stage)
        let lines = letter.lines
        #expect(lines.count <= 400)
        #expect(lines.allSatisfy { $0.utf8.count <= 8192 })
        #expect(!lines.contains { $0.unicodeScalars.contains { $0.value < 0x20 } })
        #expect(letter.undecoded.reduce(0) { $0 + $1.shown.count } <= 512)
        #expect(try JSONOutput.document(letter).utf8.count <= 1 << 20)
        return letter
    }

    @Test func randomBytesAreShown() throws {
        var random = SeededGenerator(31)
        for round in 0..<3000 {
            let bytes = random.bytes(Int.random(in: 0...400, using: &random))
            let letter = try describe(bytes, Stage.allCases[round % 3])
            #expect(!letter.problems.isEmpty)
        }
    }

    @Test func randomBytesBehindAHeadersBeginningAreShown() throws {
        var random = SeededGenerator(32)
        for round in 0..<3000 {
            let codes = [
                BatchHeader.version, UInt8.random(in: 0...3, using: &random), UInt8.random(in: 0...3, using: &random),
            ]
            let bytes = Array("ETLB".utf8) + codes + random.bytes(Int.random(in: 0...400, using: &random))
            let letter = try describe(bytes, Stage.allCases[round % 3])
            #expect(!letter.problems.isEmpty)
        }
    }

    @Test func whatAStageRefusesHasAProblemAndWhatItTakesHasNone() throws {
        var random = SeededGenerator(33)
        var readable = 0
        for round in 0..<6000 {
            let (body, stage) = letters[round % letters.count]
            var bytes = mutated(body, &random)
            if stage != .extract, Int.random(in: 0..<4, using: &random) > 0 { bytes = Letters.sealed(bytes) }
            let isReadable = Letters.isReadable(bytes, by: stage)
            let letter = try describe(bytes, stage)
            #expect(letter.problems.isEmpty == isReadable, "round \(round): \(letter.problems)")
            if isReadable { readable += 1 }
        }
        #expect((1000...5000).contains(readable))
    }

    private func mutated(_ body: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = body
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            // Small numbers at the beginning do more harm than others elsewhere in the body.
            let end = Bool.random(using: &random) ? min(bytes.count, 120) : bytes.count
            let largest: UInt8 = Bool.random(using: &random) ? 4 : .max
            bytes[Int.random(in: 0..<end, using: &random)] = UInt8.random(in: 0...largest, using: &random)
        }
        if Int.random(in: 0..<8, using: &random) == 0 {
            bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
        }
        if Int.random(in: 0..<8, using: &random) == 0 { bytes += random.bytes(3) }
        return bytes
    }

    @Test func everyTruncationIsShown() throws {
        for (body, stage) in letters {
            for count in 0..<body.count {
                let letter = try describe(Array(body.prefix(count)), stage)
                #expect(!letter.problems.isEmpty)
            }
        }
    }

    @Test func everyNumberMayBeForged() throws {
        for (body, stage) in letters where stage != .extract {
            for offset in 4..<min(body.count - 8, 400) {
                for number in [0, 1, 0x7FFF_FFFF_FFFF_FFFF, .max] as [UInt64] {
                    try describe(Letters.sealed(Letters.forge(body, number, at: offset)), stage)
                }
            }
        }
    }

    @Test func largeBodiesAreShownAsBrieflyAsSmallOnes() throws {
        let size = 16 << 20
        for (body, stage) in letters {
            let padding = [UInt8](repeating: 0x20, count: size - body.count)
            try describe(body + padding, stage)
            try describe(Letters.forge(body, UInt32(size / 4 - 200), at: 28) + padding, stage)
        }
        for stage in Stage.allCases { try describe([UInt8](repeating: UInt8(ascii: "["), count: size), stage) }
        let text = String(repeating: "\u{1B}", count: 1 << 20)
        let letter = try describe(Letters.raw(.tokens, [(text, nil)]), .transform)
        #expect(letter.problems.isEmpty)
    }

    @Test func millionsOfRecordsAreReadToWhereTheyEnd() throws {
        // Three zero bytes are an empty text.
        let zeros = [UInt8](repeating: 0, count: 15 << 20)
        let texts = Letters.forge(
            Letters.raw(.tokens, columns: ["address", "name"], []), UInt32(zeros.count / 3), at: 28)
        let letter = try describe(Letters.forge(texts + zeros, UInt32(zeros.count + 23), at: 48), .transform)
        // The checksum is wrong, and no batch has this number of records.
        #expect(letter.problems.count == 2)
        #expect(letter.undecoded.isEmpty)
        for (body, _) in letters where body[5] == 2 {
            // After a record, four bytes encode another one like it.
            let recordBytes = Int(RecordBatchParts(body.span.bytes).recordBytes ?? 0)
            let codes = body[84..<88].map { $0 << 1 }
            let start = Letters.forge(Array(body.prefix(84)), UInt32.max >> 1, at: 64)
            let records = body[84..<84 + recordBytes] + (0..<4 << 20).flatMap { _ in codes }
            let letter = try describe(Letters.forge(start, UInt32(records.count), at: 76) + records, .load)
            #expect(letter.records.count == 5)
            #expect(letter.undecoded.allSatisfy { $0.offset > zeros.count - 200 })
        }
    }

    @Test func deepAndWideJSONIsNoJob() throws {
        let deep = Array(String(repeating: "[", count: 300).utf8) + Array(String(repeating: "]", count: 300).utf8)
        #expect(try describe(deep, .extract).job == nil)
        let wide = Array("[\(String(repeating: "1,", count: 20_000))1]".utf8)
        #expect(try describe(wide, .extract).job != nil)
    }
}
