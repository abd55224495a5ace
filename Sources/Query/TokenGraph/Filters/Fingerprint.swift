/// A hash of 64 bits, FNV-1a. It binds cursors to a filter and an order, and names documents in logs. It protects from
/// mistakes, not from forgers.
package struct Fingerprint {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The hash of nothing.
    package init() {}

    /// Adds a part; its length keeps parts apart.
    mutating func add(_ bytes: some Collection<UInt8>) {
        for byte in Self.bytes(UInt64(bytes.count)) { mix(byte) }
        for byte in bytes { mix(byte) }
    }

    /// Adds a text.
    package mutating func add(_ text: String) { add(text.utf8) }

    /// 16 digits.
    package var hexadecimal: String { Hexadecimal.text(bytes) }

    /// Eight bytes.
    var bytes: [UInt8] { Self.bytes(state) }

    private mutating func mix(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    static func bytes(_ word: UInt64) -> [UInt8] {
        stride(from: UInt64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
    }
}
