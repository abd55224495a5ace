/// The bytes that members begin with, except for some free bits of one of them.
package struct MemberBeginning: Sendable {
    private let bytes: [UInt8]
    private let freeBits: UInt8
    private let freeAt: Int

    /// - Parameters:
    ///   - freeBits: the bits of the byte at `freeAt` that can have any value.
    init(_ bytes: [UInt8], freeBits: UInt8 = 0, at freeAt: Int = 0) {
        self.bytes = bytes
        self.freeBits = freeBits
        self.freeAt = freeAt
    }

    /// The number of bytes that distinguish a member from other bytes that may follow one.
    static let decisive = 4

    /// Whether a member may have this byte at an offset of less than ``decisive``.
    func allows(_ byte: UInt8, at offset: Int) -> Bool {
        offset >= bytes.count || (byte ^ bytes[offset]) & (offset == freeAt ? ~freeBits : 0xFF) == 0
    }

    /// Whether a file begins with a member. A file that is cut off within these bytes must have at least four of them.
    package func isBeginning(of file: some Collection<UInt8>) -> Bool {
        guard file.count >= min(bytes.count, Self.decisive) else { return false }
        return zip(bytes.indices, file).allSatisfy { allows($1, at: $0) }
    }
}
