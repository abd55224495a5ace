import TestData

extension HandMade {
    /// The building blocks of a compression's data.
    static func words(of compressor: Compressor) -> [[UInt8]] {
        let members = [[], Array("a,b\n".utf8)].map { compressor.member($0) }
        return members + [[0], [0, 0, 0, 0]] + parts(of: compressor)
    }

    private static func parts(of compressor: Compressor) -> [[UInt8]] {
        switch compressor {
        case .gzip:
            [
                [0x1F, 0x8B], [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255], [0x1F, 0x8B, 8, 0x1F, 0, 0, 0, 0, 0, 0], [3, 0],
                [1, 0, 0, 0xFF, 0xFF], [0, 0, 0, 0xFF, 0xFF], [0x78, 0x9C],
            ]
        // Headers of frames with every size of window, of content and of dictionary; blocks: raw, repeated, reserved.
        case .zstd:
            [
                [0x28, 0xB5, 0x2F, 0xFD], [0x28, 0xB5, 0x2F, 0xFD, 0, 0x88], [0x28, 0xB5, 0x2F, 0xFD, 0, 0x90],
                [0x28, 0xB5, 0x2F, 0xFD, 0, 0xFF], [0x28, 0xB5, 0x2F, 0xFD, 0xE0], [0x28, 0xB5, 0x2F, 0xFD, 0x23],
                [0x50, 0x2A, 0x4D, 0x18], [0x5F, 0x2A, 0x4D, 0x18, 0xFF, 0xFF, 0xFF, 0xFF], Zstd.skippable([1, 2, 3]),
                [0x26, 0xB5, 0x2F, 0xFD], [1, 0, 0], [0, 0, 0], [2, 0, 0x10, 0x61], [6, 0, 0], [7, 0, 0],
                Zstd.bomb(byte: 0x0A, blocks: 1),
            ]
        case .bzip2:
            [
                Array("BZh1".utf8), Array("BZh9".utf8), Array("1AY&SY".utf8), [0x17, 0x72, 0x45, 0x38, 0x50, 0x90],
                [0xFF, 0xFF, 0xFF], [0x55, 0x55, 0x55],
            ]
        // Headers of streams with each check, of a block of LZMA2, of the index; the footer's magic.
        case .xz:
            XZ.Check.allCases.map { Array(XZ.stream([0x61], check: $0).prefix(12)) } + [
                [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], [0x21, 1, 0x16], [0x21, 1, 0x28], [2, 0, 0x21, 1], [0, 1],
                Array("YZ".utf8), XZ.stream([0x61], dictionary: 192 << 20),
            ]
        }
    }
}
