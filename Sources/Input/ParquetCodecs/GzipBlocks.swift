internal import Compression

/// Decompresses members of gzip (RFC 1952), one after another, into one buffer.
struct GzipBlocks: ~Copyable {
    private var decoder: GzipDecoder

    /// Nil if memory is insufficient.
    init?() {
        guard let decoder = GzipDecoder() else { return nil }
        self.decoder = decoder
    }

    mutating func decompress(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(BlockError) {
        var (consumed, produced) = (0, 0)
        repeat {
            guard decoder.restart() else { throw BlockError("zlib refuses another member") }
            let part = decoder.decode(
                UnsafeRawBufferPointer(rebasing: input[consumed...]),
                into: UnsafeMutableRawBufferPointer(rebasing: output[produced...]))
            consumed += part.consumed
            produced += part.produced
            switch part.result {
            case .end: break
            case .outOfMemory, .tooDemanding: throw BlockError("out of memory", isOutOfMemory: true)
            case .incomplete:
                throw BlockError(
                    produced == output.count ? "it is longer than \(output.count) bytes" : "it is truncated")
            case .corrupt(let fault): throw BlockError(fault)
            }
        } while consumed < input.count && produced < output.count
        guard produced == output.count else { throw BlockError.wrongSize(produced, expected: output.count) }
        guard consumed == input.count else {
            throw BlockError("\(input.count - consumed) bytes follow its \(output.count) decompressed bytes")
        }
    }
}
