internal import CZlib

/// Makes gzip members. zlib's own gzip writer needs a macro that Swift cannot import. So this code writes the wrapper
/// around the output of `compress2`.
package enum Gzip {
    package static func member(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8] {
        var target = [UInt8](repeating: 0, count: Int(compressBound(UInt(bytes.count))))
        var count = UInt(target.count)
        precondition(compress2(&target, &count, bytes, UInt(bytes.count), level) == Z_OK)
        let deflated = target[2..<Int(count) - 4]
        let checksum = UInt32(crc32(0, bytes, UInt32(bytes.count)))
        return header + deflated + littleEndian(checksum) + littleEndian(UInt32(bytes.count))
    }

    /// Cuts bytes at random places and makes each piece a member; some are empty.
    package static func members(_ bytes: [UInt8], using random: inout some RandomNumberGenerator) -> [UInt8] {
        var result: [UInt8] = []
        var start = 0
        repeat {
            let end = Int.random(in: start...bytes.count, using: &random)
            result += member(Array(bytes[start..<end]), level: Int32.random(in: 0...9, using: &random))
            start = end
        } while start < bytes.count
        return result
    }

    static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

    static func littleEndian(_ number: UInt32) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
