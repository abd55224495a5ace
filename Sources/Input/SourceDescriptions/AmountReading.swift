/// What a user tells about the amounts of a columnar file, where the file does not say it.
package struct AmountReading: Sendable, Hashable, Codable {
    /// The order of the bytes of a number.
    package enum ByteOrder: String, Sendable, Hashable, Codable, CaseIterable {
        /// The most significant byte is first.
        case big
        /// The least significant byte is first.
        case little
    }

    /// Whether floating-point amounts are loaded as far as they are exact.
    package let allowsInexact: Bool
    /// The order of bytes in columns of 32 bytes; nil if the file's writer has to tell.
    package let byteOrder: ByteOrder?

    package init(allowsInexact: Bool = false, byteOrder: ByteOrder? = nil) {
        self.allowsInexact = allowsInexact
        self.byteOrder = byteOrder
    }

    /// Every possible reading, the usual one first.
    package static let all = [false, true].flatMap { allowsInexact in
        [nil, .big, .little].map { AmountReading(allowsInexact: allowsInexact, byteOrder: $0) }
    }

    /// What distinguishes sources of one file; empty for the usual reading.
    package var name: String {
        let parts = (allowsInexact ? ["inexact"] : []) + (byteOrder.map { [$0.rawValue] } ?? [])
        return parts.joined(separator: ",")
    }
}
