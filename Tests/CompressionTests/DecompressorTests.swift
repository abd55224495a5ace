import Compression
import TestData
import Testing

@Suite struct DecompressorTests {
    static let text = Array((0..<20_000).map { "\($0)," }.joined().utf8)
    static let short = Array("some text that is short, and some text that is like it".utf8)

    @Test(arguments: Compressor.allCases, UInt64(0)..<20)
    func whatWasCompressedComesOut(_ compressor: Compressor, seed: UInt64) {
        var random = SeededGenerator(seed)
        let compressed = compressor.members(Self.text, using: &random)
        let result = Decompression(
            compressor, compressed, input: Int.random(in: 1...9000, using: &random),
            output: Int.random(in: 1...9000, using: &random))
        #expect(result.error == nil)
        #expect(result.text == Self.text)
        #expect(result.offset == UInt64(compressed.count))
    }

    @Test(arguments: Compressor.allCases, [1, 100, 1 << 20])
    func tellsWhereMembersStartAndEnd(_ compressor: Compressor, input: Int) {
        let members = [Self.text, [], [1, 2, 3], Self.short].map { compressor.member($0) }
        let ends = members.indices.map { index in members[...index].reduce(0) { $0 + UInt64($1.count) } }
        for output in [1, 64, 1 << 20] {
            let result = Decompression(compressor, Array(members.joined()), input: input, output: output)
            #expect(result.error == nil)
            #expect(result.memberEnds == ends)
            #expect(result.memberStarts == [0] + ends.dropLast())
        }
    }

    @Test(arguments: Compressor.allCases)
    func nothingIsNoMember(_ compressor: Compressor) {
        #expect(Decompression(compressor, []) == Decompression(compressor, [], input: 1))
        #expect(Decompression(compressor, []).error == nil)
        #expect(Decompression(compressor, compressor.member([])).text.isEmpty)
        #expect(Decompression(compressor, compressor.member([])).error == nil)
    }

    @Test(arguments: Compressor.allCases)
    func noticesEveryTruncation(_ compressor: Compressor) {
        let compressed = compressor.member(Self.short)
        for count in 1..<compressed.count {
            let first = Decompression(compressor, Array(compressed[0..<count]), input: 7, output: 5)
            #expect(first.error == DecompressionError(compressor.rawValue, .truncated, at: UInt64(count)))
            #expect(Self.short.starts(with: first.text))
            let second = Decompression(compressor, compressed + compressed[0..<count])
            let end = UInt64(compressed.count + count)
            #expect(second.error == DecompressionError(compressor.rawValue, .truncated, at: end))
            #expect(second.text.starts(with: Self.short))
        }
    }

    /// Some bits of a header do not affect the text: the time in gzip, a larger window in zstd.
    @Test(arguments: Compressor.allCases)
    func noFlippedBitMakesOtherTextWithoutAnError(_ compressor: Compressor) {
        let compressed = compressor.member(Self.short) + compressor.member(Self.short.reversed())
        let text = Self.short + Self.short.reversed()
        for bit in 0..<compressed.count * 8 {
            var damaged = compressed
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            let whole = Decompression(compressor, damaged)
            #expect(whole.error != nil || whole.text == text, "bit \(bit)")
            let cut = Decompression(compressor, damaged, input: 1 + bit % 3, output: 1 + bit % 7)
            #expect(cut.agrees(with: whole), "bit \(bit)")
        }
    }

    @Test(arguments: Compressor.allCases, UInt64(0)..<10)
    func damageIsTheSameHoweverTheDataIsCut(_ compressor: Compressor, seed: UInt64) {
        var random = SeededGenerator(seed)
        var damaged = compressor.members(Self.text, using: &random)
        for _ in 0...1 {
            damaged[Int.random(in: 0..<damaged.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
        }
        let whole = Decompression(compressor, damaged, input: 1 << 20, output: 1 << 20)
        for _ in 0..<5 {
            let cut = Decompression(
                compressor, damaged, input: Int.random(in: 1...5000, using: &random),
                output: Int.random(in: 1...5000, using: &random))
            #expect(cut.agrees(with: whole))
        }
    }

    @Test(arguments: Compressor.allCases)
    func refusesWhatFollowsTheLastMember(_ compressor: Compressor) {
        let compressed = compressor.member(Self.text)
        let end = UInt64(compressed.count)
        for garbage in ["garbage", "(or", "(*/\u{18}", "(*M\u{18}----", "BZip", "PK\u{3}\u{4}---------------"] {
            for input in [1, 2, 4096] {
                let result = Decompression(compressor, compressed + Array(garbage.utf8), input: input)
                #expect(result.text == Self.text)
                #expect(result.error == DecompressionError(compressor.rawValue, .trailingBytes, at: end))
            }
        }
    }

    @Test(arguments: Compressor.allCases)
    func plainTextIsDamaged(_ compressor: Compressor) {
        for input in [1, 4096] {
            let result = Decompression(compressor, Array("plain text".utf8), input: input)
            #expect(
                result.error == DecompressionError(compressor.rawValue, .corrupt("it has another signature"), at: 0))
        }
    }

    @Test func deliversWhatIsInFrontOfTheDamageAndRepeatsTheError() throws {
        var compressed = Gzip.member(Self.text, level: 0)
        compressed[compressed.count - 8] ^= 1
        var decompressor = try Decompressor<GzipDecoder>(at: 1000)
        var buffer = [UInt8](repeating: 0, count: Self.text.count + 1)
        let step = try decompressor.decompress(compressed, 0..<compressed.count, into: &buffer, 0..<buffer.count)
        #expect(step.produced == Self.text.count)
        let rest = step.consumed..<compressed.count
        for _ in 0..<2 {
            let offset = UInt64(1000 + step.consumed)
            #expect(throws: DecompressionError("gzip", .corrupt("incorrect data check"), at: offset)) {
                try decompressor.decompress(compressed, rest, into: &buffer, 0..<buffer.count)
            }
        }
        #expect(decompressor.offset == UInt64(1000 + step.consumed))
    }
}
