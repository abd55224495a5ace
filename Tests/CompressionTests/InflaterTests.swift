import Compression
import TestData
import Testing

@Suite struct InflaterTests {
    struct Result {
        var text: [UInt8] = []
        var memberEnds: [Int] = []
        var offset: UInt64 = 0
    }

    /// Inflates in portions of the given sizes.
    static func inflate(_ bytes: [UInt8], input: Int = 4096, output: Int = 4096) throws -> Result {
        var inflater = try Inflater()
        var result = Result()
        var buffer = [UInt8](repeating: 0, count: output + 3)
        var start = 0
        while start < bytes.count {
            let end = min(start + input, bytes.count)
            let step = try inflater.inflate(bytes, start..<end, into: &buffer, 2..<output + 2)
            start += step.consumed
            result.text += buffer[2..<2 + step.produced]
            if step.endsMember { result.memberEnds.append(start) }
            #expect(inflater.offset == UInt64(start))
        }
        try inflater.finish()
        #expect(buffer.first == 0 && buffer.last == 0)
        result.offset = inflater.offset
        return result
    }

    static func error(_ bytes: [UInt8]) throws -> InflateError? {
        do {
            _ = try inflate(bytes)
            return nil
        } catch let error as InflateError {
            return error
        }
    }

    static let text = Array((0..<20_000).map { "\($0)," }.joined().utf8)

    @Test(arguments: UInt64(0)..<20)
    func inflatesWhatWasDeflated(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let compressed = Gzip.members(Self.text, using: &random)
        let result = try Self.inflate(
            compressed, input: Int.random(in: 1...9000, using: &random),
            output: Int.random(in: 1...9000, using: &random))
        #expect(result.text == Self.text)
        #expect(result.offset == UInt64(compressed.count))
    }

    @Test func tellsWhereMembersEnd() throws {
        let members = [Gzip.member(Self.text), Gzip.member([]), Gzip.member([1, 2, 3])]
        let result = try Self.inflate(Array(members.joined()), input: 100, output: 64)
        let sizes = members.map(\.count)
        #expect(result.memberEnds == [sizes[0], sizes[0] + sizes[1], sizes[0] + sizes[1] + sizes[2]])
    }

    @Test func ignoresZerosBehindTheLastMember() throws {
        let compressed = Gzip.member(Self.text) + [UInt8](repeating: 0, count: 5000)
        #expect(try Self.inflate(compressed, input: 333).text == Self.text)
    }

    @Test func nothingIsNoMember() throws {
        #expect(try Self.inflate([]).text.isEmpty)
    }

    @Test func noticesEveryTruncation() throws {
        let compressed = Gzip.member(Array("some text that is short".utf8))
        for count in 1..<compressed.count {
            #expect(try Self.error(Array(compressed[0..<count])) == .truncated(offset: UInt64(count)))
            let second = compressed + compressed[0..<count]
            #expect(try Self.error(second) == .truncated(offset: UInt64(second.count)))
        }
    }

    @Test func tellsWhatIsCorrupt() throws {
        let compressed = Gzip.member(Self.text)
        var checksum = compressed
        checksum[checksum.count - 8] ^= 1
        #expect(try Self.error(checksum) == .corrupt("incorrect data check", offset: UInt64(checksum.count - 4)))
        var length = compressed
        length[length.count - 1] ^= 1
        #expect(try Self.error(length) == .corrupt("incorrect length check", offset: UInt64(length.count)))
        #expect(try Self.error(Array("plain text".utf8)) == .corrupt("incorrect header check", offset: 2))
    }

    @Test func refusesWhatFollowsTheLastMember() throws {
        let compressed = Gzip.member(Self.text)
        let end = UInt64(compressed.count)
        #expect(try Self.error(compressed + Array("garbage".utf8)) == .trailingBytes(offset: end))
        #expect(try Self.error(compressed + [0, 0, 1]) == .trailingBytes(offset: end + 2))
        #expect(try Self.error(compressed + [0] + compressed) == .trailingBytes(offset: end + 1))
    }

    @Test func deliversWhatIsInFrontOfTheDamageAndRepeatsTheError() throws {
        var compressed = Gzip.member(Self.text, level: 0)
        compressed[compressed.count - 8] ^= 1
        var inflater = try Inflater(at: 1000)
        var buffer = [UInt8](repeating: 0, count: Self.text.count + 1)
        let step = try inflater.inflate(compressed, 0..<compressed.count, into: &buffer, 0..<buffer.count)
        #expect(step.produced == Self.text.count)
        for _ in 0..<2 {
            #expect(throws: InflateError.corrupt("incorrect data check", offset: inflater.offset)) {
                try inflater.inflate(compressed, step.consumed..<compressed.count, into: &buffer, 0..<buffer.count)
            }
        }
        #expect(inflater.offset == UInt64(1000 + step.consumed))
    }
}
