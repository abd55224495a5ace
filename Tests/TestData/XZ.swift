internal import CLZMA

/// Makes streams of xz.
package enum XZ {
    /// The check of a stream.
    package enum Check: CaseIterable, Sendable {
        case none, crc32, crc64, sha256
    }

    /// - Parameter dictionary: its size in bytes, which is the memory that a reader needs.
    package static func stream(
        _ bytes: [UInt8], preset: UInt32 = 0, check: Check = .crc64, dictionary: UInt32 = 1 << 16
    ) -> [UInt8] {
        var options = lzma_options_lzma()
        precondition(lzma_lzma_preset(&options, preset) == 0)
        options.dict_size = dictionary
        let code: lzma_check =
            switch check {
            case .none: LZMA_CHECK_NONE
            case .crc32: LZMA_CHECK_CRC32
            case .crc64: LZMA_CHECK_CRC64
            case .sha256: LZMA_CHECK_SHA256
            }
        var target = [UInt8](repeating: 0, count: lzma_stream_buffer_bound(bytes.count))
        var count = 0
        withUnsafeMutablePointer(to: &options) { options in
            var filters = [
                lzma_filter(id: 0x21, options: options), lzma_filter(id: UInt64.max, options: nil),
            ]
            let result = lzma_stream_buffer_encode(
                &filters, code, nil, bytes, bytes.count, &target, &count, target.count)
            precondition(result == LZMA_OK)
        }
        return Array(target[0..<count])
    }
}
