internal import CZstd

/// Makes frames of zstd.
package enum Zstd {
    package static func frame(_ bytes: [UInt8], level: Int32 = 3, hasChecksum: Bool = true) -> [UInt8] {
        let context = ZSTD_createCCtx()
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, hasChecksum ? 1 : 0)
        var target = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
        let count = ZSTD_compress2(context, &target, target.count, bytes, bytes.count)
        precondition(ZSTD_isError(count) == 0)
        return Array(target[0..<count])
    }

    /// A frame without text.
    package static func skippable(_ content: [UInt8], variant: UInt8 = 0) -> [UInt8] {
        [0x50 + variant, 0x2A, 0x4D, 0x18] + Gzip.littleEndian(UInt32(content.count)) + content
    }

    /// A frame of one byte many times over: four bytes for each 128 KiB of it. It has neither its size nor a checksum.
    ///
    /// - Parameter windowLog: the binary logarithm of the window that a reader needs.
    package static func bomb(
        start: String = "", byte: UInt8, blocks: Int, end: String = "", windowLog: Int = 20
    ) -> [UInt8] {
        let header: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0, UInt8(windowLog - 10) << 3]
        let (raw, repeated) = (UInt32(0), UInt32(1))
        let run = block(type: repeated, size: 128 << 10, [byte])
        return header + block(type: raw, size: UInt32(start.utf8.count), Array(start.utf8))
            + repeatElement(run, count: blocks).joined()
            + block(type: raw, size: UInt32(end.utf8.count), Array(end.utf8), isLast: true)
    }

    private static func block(type: UInt32, size: UInt32, _ content: [UInt8], isLast: Bool = false) -> [UInt8] {
        Gzip.littleEndian(size << 3 | type << 1 | (isLast ? 1 : 0)).prefix(3) + content
    }
}
