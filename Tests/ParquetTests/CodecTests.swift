import CBrotli
import CLZ4
import CSnappy
import CZlib
import CZstd
import Parquet
import ParquetCodecs
import TestData
import Testing

/// Blocks of each codec.
struct CodecTests {
    private static let text = Array(String(repeating: "transfers and tokens, ", count: 40).utf8)

    private func decompress(_ bytes: [UInt8], _ codec: BlockCodec, size: Int) throws -> [UInt8] {
        var decompressor = BlockDecompressor()
        var output = [UInt8](repeating: 0, count: size)
        try bytes.withUnsafeBytes { bytes in
            try output.withUnsafeMutableBytes { try decompressor.decompress(bytes, codec, into: $0) }
        }
        return output
    }

    private func compressed(_ codec: BlockCodec, _ text: [UInt8] = text) -> [UInt8] {
        var size = text.count + 1000
        var output = [UInt8](repeating: 0, count: size)
        let input = text.map { CChar(bitPattern: $0) }
        output.withUnsafeMutableBytes { output in
            let bytes = output.baseAddress
            let characters = bytes?.assumingMemoryBound(to: CChar.self)
            switch codec {
            case .snappy: snappy_compress(input, input.count, characters, &size)
            case .zstd: size = ZSTD_compress(bytes, size, text, text.count, 3)
            case .lz4Raw, .lz4Legacy:
                size = Int(LZ4_compress_default(input, characters, Int32(input.count), Int32(size)))
            case .gzip: size = Self.gzip(text, output)
            case .brotli: size = 0
            }
        }
        return codec == .brotli ? Self.storedBrotli(text) : Array(output[..<size])
    }

    private static func gzip(_ text: [UInt8], _ output: UnsafeMutableRawBufferPointer) -> Int {
        var (stream, text) = (z_stream(), text)
        deflateInit2_(
            &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        return text.withUnsafeMutableBufferPointer { text in
            stream.next_in = text.baseAddress
            stream.avail_in = UInt32(text.count)
            stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.avail_out = UInt32(output.count)
            deflate(&stream, Z_FINISH)
            return Int(stream.total_out)
        }
    }

    /// An uncompressed metablock, then an empty last one (RFC 7932, 9.2).
    private static func storedBrotli(_ text: [UInt8]) -> [UInt8] {
        // Window bits 16 (one bit), not last (one bit), size in four nibbles (two bits), size - 1, uncompressed.
        let header = UInt32(text.count - 1) << 4 | 1 << 20
        return [UInt8(header & 0xFF), UInt8(header >> 8 & 0xFF), UInt8(header >> 16)] + text + [3]
    }

    @Test(arguments: [BlockCodec.snappy, .gzip, .brotli, .zstd, .lz4Raw, .lz4Legacy])
    func decompressesToExactlyTheSize(_ codec: BlockCodec) throws {
        let block = compressed(codec)
        #expect(try decompress(block, codec, size: Self.text.count) == Self.text)
        for size in [0, 1, Self.text.count - 1, Self.text.count + 1] {
            #expect(throws: BlockError.self) { try decompress(block, codec, size: size) }
        }
    }

    @Test(arguments: [BlockCodec.snappy, .gzip, .brotli, .zstd, .lz4Raw, .lz4Legacy])
    func refusesDamage(_ codec: BlockCodec) {
        let block = compressed(codec)
        for count in [0, 1, block.count / 2, block.count - 1] {
            #expect(throws: BlockError.self) { try decompress(Array(block[..<count]), codec, size: Self.text.count) }
        }
        for place in block.indices {
            var damaged = block
            damaged[place] ^= 0xFF
            _ = try? decompress(damaged, codec, size: Self.text.count)
        }
    }

    @Test func reusesItsStateAfterDamage() throws {
        var decompressor = BlockDecompressor()
        for codec in [BlockCodec.gzip, .zstd] {
            var output = [UInt8](repeating: 0, count: Self.text.count)
            for block in [Array(compressed(codec).dropLast(9)), compressed(codec)] {
                try? block.withUnsafeBytes { block in
                    try output.withUnsafeMutableBytes { try decompressor.decompress(block, codec, into: $0) }
                }
            }
            #expect(output == Self.text)
        }
    }

    @Test func joinsMembersOfGzip() throws {
        let (first, second) = (compressed(.gzip), compressed(.gzip, [1, 2, 3]))
        #expect(try decompress(first + second, .gzip, size: Self.text.count + 3) == Self.text + [1, 2, 3])
    }

    @Test func readsLegacyLZ4InHadoopsFraming() throws {
        let block = compressed(.lz4Raw)
        let big = { (value: Int) in Array(ParquetTestBytes.little(UInt32(value)).reversed()) }
        let framed = big(Self.text.count) + big(block.count) + block
        #expect(try decompress(framed + framed, .lz4Legacy, size: 2 * Self.text.count) == Self.text + Self.text)
    }

    @Test func readsLegacyLZ4Frames() throws {
        var frame = [UInt8](repeating: 0, count: 2000)
        let size = frame.withUnsafeMutableBytes {
            LZ4F_compressFrame($0.baseAddress, 2000, Self.text, Self.text.count, nil)
        }
        #expect(try decompress(Array(frame[..<size]), .lz4Legacy, size: Self.text.count) == Self.text)
    }

    @Test(arguments: [(1, BlockCodec.snappy), (2, .gzip), (4, .brotli), (5, .lz4Legacy), (6, .zstd), (7, .lz4Raw)])
    func readsCompressedPages(_ id: Int, _ codec: BlockCodec) {
        let body = ParquetTestBytes.texts(Array(repeating: "token", count: 100))
        let pages = [
            ParquetTestPage.data(100, size: body.count, compressed(codec, body)),
            ParquetTestPage.dataV2(100, size: body.count, compressed(codec, body)),
        ]
        let found = Reading(ParquetTestFile(.init(type: 6, codec: id, pages: pages), rows: 200))
        #expect(found.column == Array(repeating: .text("token"), count: 200))
        #expect(found.error == nil)
    }

    @Test func refusesSizesThatNoBlockCanHave() {
        let page = ParquetTestPage.data(1, size: 1 << 27, compressed(.snappy, [1, 2, 3]))
        let found = Reading(ParquetTestFile(.init(codec: 1, pages: [page]), rows: 1))
        #expect(found.fault.contains("claims 134,217,728 bytes, more than 5 compressed ones can hold"))
    }
}
