/// The number of a chain (EIP-155): 1 for Ethereum, 137 for Polygon.
public struct ChainID: Hashable, Sendable {
    /// The number, from 1 to 2^63 − 1.
    public let number: UInt64

    /// Names a chain; nil for a number that no chain can have.
    public init?(_ number: UInt64) {
        guard number >= 1, number <= UInt64(Int64.max) else { return nil }
        self.number = number
    }

    private init(known number: UInt64) {
        self.number = number
    }

    /// The chain of a database for which none has been named.
    public static let ethereum = ChainID(known: 1)
}

extension ChainID {
    /// Reads decimal digits, or `0x` or `\x` and hex digits.
    ///
    /// - Returns: the number. One beyond every chain's is `UInt64.max`.
    public static func number(in text: RawSpan) throws(RejectReason) -> UInt64 {
        let isHex = text.byteCount > 2 && Hex.isPrefixed(text)
        var number: UInt64 = 0
        guard !text.isEmpty else { throw .notANumber }
        for offset in (isHex ? 2 : 0)..<text.byteCount {
            let digit = try digit(text.unsafeLoad(fromByteOffset: offset, as: UInt8.self), isHex: isHex)
            let (product, isTooLarge) = number.multipliedReportingOverflow(by: isHex ? 16 : 10)
            let (sum, isLarger) = product.addingReportingOverflow(digit)
            number = isTooLarge || isLarger ? .max : sum
        }
        return number
    }

    /// Reads a number, or what ``number(in:)-(RawSpan)`` reads of a text.
    public static func number(in value: borrowing SourceValue) throws(RejectReason) -> UInt64 {
        guard value.form == .text || value.form == .bytes else {
            do throws(RejectReason) {
                return try value.otherInteger(.max)
            } catch {
                // No chain has a number so large.
                if error == .outOfRange { return .max }
                throw error
            }
        }
        return try value.withText { text throws(RejectReason) in try number(in: text) }
    }

    private static func digit(_ byte: UInt8, isHex: Bool) throws(RejectReason) -> UInt64 {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f") where isHex: return UInt64(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F") where isHex: return UInt64(byte - UInt8(ascii: "A")) + 10
        default: throw .notANumber
        }
    }
}

extension ChainID: CustomStringConvertible {
    /// The number in decimal digits.
    public var description: String { "\(number)" }
}

extension ChainID: LosslessStringConvertible {
    /// Reads what a record may have as its chain.
    public init?(_ description: String) {
        let bytes = Array(description.utf8)
        guard let number = try? Self.number(in: bytes.span.bytes) else { return nil }
        self.init(number)
    }
}
