internal import CBzip2

/// Makes streams of bzip2.
package enum Bzip2 {
    /// - Parameter level: the size of a block, in 100,000 bytes; from 1 to 9.
    package static func stream(_ bytes: [UInt8], level: Int32 = 9) -> [UInt8] {
        var input = bytes.map { CChar(bitPattern: $0) }
        var target = [CChar](repeating: 0, count: bytes.count + bytes.count / 100 + 600)
        var count = UInt32(target.count)
        precondition(BZ2_bzBuffToBuffCompress(&target, &count, &input, UInt32(input.count), level, 0, 0) == BZ_OK)
        return target[0..<Int(count)].map { UInt8(bitPattern: $0) }
    }
}
