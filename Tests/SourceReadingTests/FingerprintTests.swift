import TestData
import Testing

@testable import SourceDescriptions
@testable import SourceReading

@Suite struct FingerprintTests {
    /// The sizes around which the blocks are chosen in another way, and some beyond.
    static let sizes = [0, 1, 100, 4095, 65_535, 65_536, 65_537, 70_000, 200_000, 1_000_003]

    private static func fingerprint(_ bytes: [UInt8]) throws -> SourceFingerprint {
        try Bytes(bytes: bytes).fingerprint()
    }

    @Test(arguments: sizes) func anyOtherByteInABlockIsAnotherFingerprint(size: Int) throws {
        var random = SeededGenerator(UInt64(size))
        var bytes = random.bytes(size)
        let fingerprint = try Self.fingerprint(bytes)
        #expect(try Self.fingerprint(bytes) == fingerprint)
        for block in FingerprintBlocks.spread(over: UInt64(size)) where !block.isEmpty {
            let inside = (0..<20).map { _ in UInt64.random(in: block, using: &random) }
            for place in [block.lowerBound, block.upperBound - 1] + inside {
                let change = UInt8.random(in: 1...255, using: &random)
                bytes[Int(place)] ^= change
                #expect(try Self.fingerprint(bytes) != fingerprint, "byte \(place) of \(size)")
                bytes[Int(place)] ^= change
            }
        }
    }

    @Test(arguments: sizes) func theSizeCountsWhateverTheBytes(size: Int) throws {
        let zeros = [UInt8](repeating: 0, count: size)
        #expect(try Self.fingerprint(zeros) != Self.fingerprint(zeros + [0]))
    }

    @Test func aByteOutsideOfTheBlocksIsNotSeen() throws {
        var bytes = [UInt8](repeating: 0, count: 1_000_000)
        let fingerprint = try Self.fingerprint(bytes)
        bytes[5000] = 1
        #expect(try Self.fingerprint(bytes) == fingerprint)
    }

    private static let largeSizes: [UInt64] = sizes.map { UInt64($0) } + [1 << 20, (1 << 40) + 12_345, (1 << 63) - 1]

    @Test(arguments: largeSizes)
    func theBlocksAreSpreadOverTheFile(size: UInt64) {
        let blocks = FingerprintBlocks.spread(over: size)
        #expect(blocks.first?.lowerBound == 0 && blocks.last?.upperBound == size)
        #expect(blocks.reduce(0) { $0 + $1.count } == min(size, 65_536))
        guard size > 65_536 else { return }
        #expect(blocks.count == 16)
        for (block, next) in zip(blocks, blocks.dropFirst()) {
            #expect(block.upperBound <= next.lowerBound && next.lowerBound - block.lowerBound <= size / 15 + 4096)
        }
    }

    @Test(arguments: [(0, "ef46db3751d8e999"), (1000, "f42fcc76391e4a74"), (300_000, "19e3b24cd90ac95d")])
    func neverChanges(size: Int, digits: String) throws {
        // Databases and queues contain fingerprints.
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        #expect(try Self.fingerprint(bytes).description == digits)
    }

    @Test func isWrittenAsDigits() throws {
        let fingerprint = SourceFingerprint(hash: 0xAB)
        #expect(fingerprint.description == "00000000000000ab")
        #expect(SourceFingerprint(fingerprint.description) == fingerprint)
        for text in ["", "ab", "00000000000000ag", "00000000000000ab0", "+0000000000000ab"] {
            #expect(SourceFingerprint(text) == nil, "\(text)")
        }
    }

    @Test func isThatOfTheFileAsItIsStored() throws {
        let bytes = Gzip.member(Array("address,symbol\n0x1,S\n".utf8))
        let file = try TemporaryFile(bytes)
        #expect(try SourceDescription.inspect(path: file.path).fingerprint == Self.fingerprint(bytes))
    }
}

/// A file in memory.
private struct Bytes: SourceFile {
    let bytes: [UInt8]
    var path: String { "/bytes" }
    var size: UInt64 { UInt64(bytes.count) }
    var modified: Int64 { 0 }

    func checkUnchanged() {}

    func readSome(at offset: UInt64, into buffer: inout [UInt8], _ range: Range<Int>) -> Int {
        // Fewer than asked for, as a system call may.
        let part = bytes[Int(offset)...].prefix(min(range.count, 3000))
        buffer.replaceSubrange(range.lowerBound..<range.lowerBound + part.count, with: part)
        return part.count
    }
}
