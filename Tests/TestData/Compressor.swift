/// The compressions of test data.
package enum Compressor: String, CaseIterable, Sendable {
    case gzip, zstd, bzip2, xz

    /// All bytes in one member, with a checksum.
    package func member(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .gzip: Gzip.member(bytes)
        case .zstd: Zstd.frame(bytes)
        case .bzip2: Bzip2.stream(bytes)
        case .xz: XZ.stream(bytes)
        }
    }

    /// Cuts bytes at random places and makes each piece a member of a random shape; some are empty.
    package func members(_ bytes: [UInt8], using random: inout some RandomNumberGenerator) -> [UInt8] {
        var result: [UInt8] = []
        var start = 0
        repeat {
            let end = Int.random(in: start...bytes.count, using: &random)
            result += anyMember(Array(bytes[start..<end]), using: &random)
            start = end
        } while start < bytes.count
        return result
    }

    private func anyMember(_ bytes: [UInt8], using random: inout some RandomNumberGenerator) -> [UInt8] {
        switch self {
        case .gzip: return Gzip.member(bytes, level: Int32.random(in: 0...9, using: &random))
        case .zstd:
            let skipped = Zstd.skippable(
                [UInt8](repeating: 7, count: Int.random(in: 0...40, using: &random)),
                variant: UInt8.random(in: 0...15, using: &random))
            let level = Int32.random(in: -3...6, using: &random)
            return Zstd.frame(bytes, level: level, hasChecksum: Bool.random(using: &random))
                + (Bool.random(using: &random) ? skipped : [])
        case .bzip2: return Bzip2.stream(bytes, level: Int32.random(in: 1...9, using: &random))
        case .xz:
            let padding = [UInt8](repeating: 0, count: [0, 0, 4, 400].randomElement(using: &random) ?? 0)
            return XZ.stream(bytes, check: XZ.Check.allCases.randomElement(using: &random) ?? .crc64) + padding
        }
    }
}
