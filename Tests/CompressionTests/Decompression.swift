import Compression
import TestData
import Testing

/// The result of decompressing data, with all text before any damage.
struct Decompression: Equatable {
    var text: [UInt8] = []
    var memberStarts: [UInt64] = []
    var memberEnds: [UInt64] = []
    var offset: UInt64 = 0
    var error: DecompressionError?

    /// Decompresses in pieces of the given sizes.
    init(_ compressor: Compressor, _ bytes: [UInt8], input: Int = 4096, output: Int = 4096) {
        switch compressor {
        case .gzip: run(GzipDecoder.self, bytes, input: input, output: output)
        case .zstd: run(ZstdDecoder.self, bytes, input: input, output: output)
        case .bzip2: run(Bzip2Decoder.self, bytes, input: input, output: output)
        case .xz: run(XZDecoder.self, bytes, input: input, output: output)
        }
    }

    private mutating func run<Decoder: MemberDecoder & ~Copyable>(
        _: Decoder.Type, _ bytes: [UInt8], input: Int, output: Int
    ) {
        do throws(DecompressionError) {
            var decompressor = try Decompressor<Decoder>()
            var buffer = [UInt8](repeating: 0, count: output + 3)
            var start = 0
            var step = DecompressionStep?.none
            while start < bytes.count || step?.produced != 0 {
                let end = min(start + input, bytes.count)
                let done = try decompressor.decompress(bytes, start..<end, into: &buffer, 2..<output + 2)
                #expect(end == start || done.consumed + done.produced > 0, "it stands still")
                if end > start, done.consumed + done.produced == 0 { return }
                start += done.consumed
                text += buffer[2..<2 + done.produced]
                if memberStarts.last != decompressor.memberStart { memberStarts.append(decompressor.memberStart) }
                if done.endsMember { memberEnds.append(UInt64(start)) }
                #expect(decompressor.offset == UInt64(start))
                offset = decompressor.offset
                step = done
            }
            #expect(buffer.first == 0 && buffer[1] == 0 && buffer.last == 0)
            try decompressor.finish()
        } catch {
            self.error = error
        }
    }

    /// Whether both results agree, except for effects of the pieces: the place of damage, and the amount of text before
    /// it.
    func agrees(with other: Self) -> Bool {
        guard case .corrupt? = error?.reason, case .corrupt? = other.error?.reason else {
            return error?.reason == other.error?.reason && text == other.text
        }
        return text.starts(with: other.text) || other.text.starts(with: text)
    }
}
