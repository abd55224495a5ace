internal import CBzip2

/// Makes streams of bzip2.
package enum Bzip2 {
    /// - Parameter level: the size of a block, in 100,000 bytes; from 1 to 9.
    package static func stream(_ bytes: [UInt8], level: Int32 = 9) -> [UInt8] {
        var input = bytes
        var target = [UInt8](repeating: 0, count: bytes.count + bytes.count / 100 + 600)
        var count = UInt32(target.count)
        let code = input.withUnsafeMutableBytes { input in
            target.withUnsafeMutableBytes { target in
                BZ2_bzBuffToBuffCompress(
                    target.baseAddress?.assumingMemoryBound(to: CChar.self), &count,
                    input.baseAddress?.assumingMemoryBound(to: CChar.self), UInt32(input.count), level, 0, 0)
            }
        }
        precondition(code == BZ_OK)
        return Array(target[0..<Int(count)])
    }
}
