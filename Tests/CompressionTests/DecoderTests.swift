import Compression
import TestData
import Testing

/// The features that one compression has and another has not.
@Suite struct DecoderTests {
    static let text = DecompressorTests.text

    @Test func gzipTellsWhatIsCorrupt() {
        let compressed = Gzip.member(Self.text)
        var checksum = compressed
        checksum[checksum.count - 8] ^= 1
        #expect(Self.error(.gzip, checksum) == Self.gzip(.corrupt("incorrect data check"), checksum.count - 4))
        var length = compressed
        length[length.count - 1] ^= 1
        #expect(Self.error(.gzip, length) == Self.gzip(.corrupt("incorrect length check"), length.count))
    }

    @Test func gzipMayHaveZerosAtItsEnd() {
        let compressed = Gzip.member(Self.text)
        let end = compressed.count
        #expect(Decompression(.gzip, compressed + [UInt8](repeating: 0, count: 5000), input: 333).text == Self.text)
        #expect(Self.error(.gzip, compressed + [UInt8](repeating: 0, count: 5000)) == nil)
        #expect(Self.error(.gzip, compressed + [0, 0, 1]) == Self.gzip(.trailingBytes, end + 2))
        #expect(Self.error(.gzip, compressed + [0] + compressed) == Self.gzip(.trailingBytes, end + 1))
    }

    @Test(arguments: [1, 3, 4096])
    func xzMayHaveFourZerosAnywhere(input: Int) {
        let stream = XZ.stream(Self.text)
        let padded = stream + [UInt8](repeating: 0, count: 8) + stream + [0, 0, 0, 0]
        let result = Decompression(.xz, padded, input: input)
        #expect(result.error == nil)
        #expect(result.text == Self.text + Self.text)
        #expect(result.memberStarts == [0, UInt64(stream.count + 8)])
        let end = UInt64(stream.count)
        let bad = DecompressionError("xz", .trailingBytes, at: end)
        #expect(Decompression(.xz, stream + [0, 0, 0], input: input).error == bad)
        let odd = DecompressionError("xz", .trailingBytes, at: end + 5)
        #expect(Decompression(.xz, stream + [0, 0, 0, 0, 0] + stream, input: input).error == odd)
    }

    @Test(arguments: [Compressor.zstd, .bzip2])
    func othersHaveNoPadding(_ compressor: Compressor) {
        let compressed = compressor.member(Self.text)
        let result = Decompression(compressor, compressed + [0, 0, 0, 0, 0, 0, 0, 0])
        #expect(result.text == Self.text)
        #expect(result.error == DecompressionError(compressor.rawValue, .trailingBytes, at: UInt64(compressed.count)))
    }

    @Test func skippableFramesHoldNoText() {
        let frame = Zstd.frame(Self.text)
        let large = Zstd.skippable([UInt8](repeating: 0x28, count: 300_000), variant: 15)
        for input in [1, 7, 4096, 1 << 20] {
            let result = Decompression(.zstd, large + frame + Zstd.skippable([]) + frame + large, input: input)
            #expect(result.error == nil)
            #expect(result.text == Self.text + Self.text)
        }
    }

    @Test func aFrameWithoutAChecksumIsRead() {
        for level in [Int32(-5), 1, 19] {
            let frame = Zstd.frame(Self.text, level: level, hasChecksum: false)
            #expect(Decompression(.zstd, frame, input: 100, output: 1 << 20).text == Self.text)
        }
    }

    @Test func zstdSaysWhatIsCorrupt() {
        var checksum = Zstd.frame(Self.text)
        checksum[checksum.count - 1] ^= 1
        let result = Decompression(.zstd, checksum)
        #expect(result.text == Self.text)
        #expect(result.error?.reason == .corrupt("Restored data doesn't match checksum"))
    }

    @Test func refusesAWindowThatIsTooLarge() throws {
        let most = Zstd.bomb(byte: 7, blocks: 1, windowLog: 27)
        #expect(Decompression(.zstd, most).text == [UInt8](repeating: 7, count: 128 << 10))
        let error = try #require(
            Self.error(.zstd, Zstd.frame(Self.text) + Zstd.bomb(byte: 7, blocks: 1, windowLog: 28)))
        #expect(error.reason == .tooDemanding(ZstdDecoder.remedy))
        #expect(error.description.contains("more than 128 MiB"))
        #expect(error.description.contains("zstd -dc --long=31 FILE | zstd"))
    }

    @Test func refusesADictionaryThatIsTooLarge() throws {
        let most = XZ.stream(Self.text, dictionary: 128 << 20)
        #expect(Decompression(.xz, most).text == Self.text)
        let error = try #require(Self.error(.xz, XZ.stream(Self.text) + XZ.stream(Self.text, dictionary: 192 << 20)))
        #expect(error.reason == .tooDemanding(XZDecoder.remedy))
        #expect(error.description.contains("xz -dc FILE | xz"))
    }

    /// Blocks of several streams and of several sizes, like those of pbzip2 and other parallel compressors.
    @Test func manySmallStreamsAreOneText() {
        let pieces = stride(from: 0, to: Self.text.count, by: 1000).map {
            Self.text[$0..<min($0 + 1000, Self.text.count)]
        }
        let streams = pieces.map { Bzip2.stream(Array($0), level: 1) }
        let result = Decompression(.bzip2, Array(streams.joined()), input: 777, output: 333)
        #expect(result.text == Self.text)
        #expect(result.memberEnds.count == streams.count)
    }

    private static func error(_ compressor: Compressor, _ bytes: [UInt8]) -> DecompressionError? {
        Decompression(compressor, bytes).error
    }

    private static func gzip(_ reason: DecompressionError.Reason, _ offset: Int) -> DecompressionError {
        DecompressionError("gzip", reason, at: UInt64(offset))
    }
}
