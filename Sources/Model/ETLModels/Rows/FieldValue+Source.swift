// What the values of a source's columns mean, for each type that a field can have. What has no meaning for a type is a reject.

extension Address {
    /// Takes 20 bytes, 32 bytes of which the first 12 are zero, as in the topics of a log, or the text of either.
    @inlinable
    public static func read(_ value: borrowing SourceValue, repaired: inout Bool) throws(RejectReason) -> Address {
        let isBytes = value.form == .bytes || value.form == .text && value.isMarked
        guard isBytes, value.bytes.byteCount == 20 else { return try readOther(value) }
        return Address(high: value.word(at: 0), middle: value.word(at: 8), low: UInt32(value.word(16..<20)))
    }

    @usableFromInline
    static func readOther(_ value: borrowing SourceValue) throws(RejectReason) -> Address {
        guard value.form == .bytes || value.form == .text else { throw .notHex }
        guard value.bytes.byteCount == 32, value.isMarked || value.form == .bytes && !value.isPrintable else {
            return try value.withText { text throws(RejectReason) in
                var repaired = false
                guard text.byteCount == 66 else { return try parse(text, repaired: &repaired) }
                let hash = try Hash32.parse(text, repaired: &repaired)
                return try of(topic: hash)
            }
        }
        return try of(topic: Hash32(value.word(at: 0), value.word(at: 8), value.word(at: 16), value.word(at: 24)))
    }

    /// The address in a topic of a log: the last 20 of its 32 bytes (Solidity, “Contract ABI Specification”, events).
    private static func of(topic: Hash32) throws(RejectReason) -> Address {
        let (first, second, third, fourth) = topic.words
        guard first == 0, second >> 32 == 0 else { throw .outOfRange }
        return Address(
            high: second << 32 | third >> 32, middle: third << 32 | fourth >> 32,
            low: UInt32(truncatingIfNeeded: fourth))
    }
}

extension Hash32 {
    /// Takes 32 bytes, or their text.
    @inlinable
    public static func read(_ value: borrowing SourceValue, repaired: inout Bool) throws(RejectReason) -> Hash32 {
        let isBytes = value.form == .bytes || value.form == .text && value.isMarked
        guard isBytes, value.bytes.byteCount == 32, value.isMarked || !value.isHashText else {
            return try readText(value)
        }
        return Hash32(value.word(at: 0), value.word(at: 8), value.word(at: 16), value.word(at: 24))
    }

    @usableFromInline
    static func readText(_ value: borrowing SourceValue) throws(RejectReason) -> Hash32 {
        guard value.form == .bytes || value.form == .text else { throw .notHex }
        return try value.withText { text throws(RejectReason) in
            var repaired = false
            return try parse(text, repaired: &repaired)
        }
    }
}

extension UInt256 {
    /// Takes a whole number, its decimal digits or hex digits after `0x`, 32 bytes with the most significant first, or a
    /// whole floating-point number of which every digit is exact.
    public static func read(_ value: borrowing SourceValue, repaired: inout Bool) throws(RejectReason) -> UInt256 {
        switch value.form {
        case .number: return try number(value)
        case .text where value.isMarked: return try bigEndian(value)
        case .bytes where value.bytes.byteCount == 32 && !value.isPrintable: return try bigEndian(value)
        case .text, .bytes: return try parse(text: value.bytes)
        case .real: return UInt256(try value.wholeReal())
        case .timestamp, .int96, .absent: throw .notANumber
        }
    }

    /// The number of the bytes of a value.
    static func bigEndian(_ value: borrowing SourceValue) throws(RejectReason) -> UInt256 {
        var first = 0
        let count = value.bytes.byteCount
        while count - first > 32 {
            guard value.word(first..<first + 1) == 0 else { throw .outOfRange }
            first += 1
        }
        func limb(_ index: Int) -> UInt64 {
            let end = Swift.max(first, count - 8 * index)
            return value.word(Swift.max(first, end - 8)..<end)
        }
        return UInt256(limbs: (limb(0), limb(1), limb(2), limb(3)))
    }

    private static func number(_ value: borrowing SourceValue) throws(RejectReason) -> UInt256 {
        guard !value.isMarked else { throw .notANumber }
        if value.digits == 0 { return try bigEndian(value) }
        guard value.bytes.byteCount <= 32 else { return try wide(value) }
        var (rest, digits) = (try bigEndian(value), Int(value.digits))
        while digits > 0 {
            let division = rest.dividedBy(powers[min(digits, 19)])
            guard division.remainder == 0 else { throw .notANumber }
            rest = division.quotient
            digits -= 19
        }
        return rest
    }

    /// A decimal of more than 32 bytes, which is a number of 256 bits only if it has many digits behind its point.
    private static func wide(_ value: borrowing SourceValue) throws(RejectReason) -> UInt256 {
        let count = value.bytes.byteCount
        var limbs = stride(from: count, to: 0, by: -8).map { value.word(Swift.max(0, $0 - 8)..<$0) }
        var digits = Int(value.digits)
        while digits > 0 {
            var remainder: UInt64 = 0
            for index in limbs.indices.reversed() {
                (limbs[index], remainder) = powers[min(digits, 19)].dividingFullWidth((remainder, limbs[index]))
            }
            guard remainder == 0 else { throw .notANumber }
            digits -= 19
        }
        guard limbs.dropFirst(4).allSatisfy({ $0 == 0 }) else { throw .outOfRange }
        return UInt256(limbs: (limbs[0], limbs[1], limbs[2], limbs[3]))
    }

    private static func parse(text: RawSpan) throws(RejectReason) -> UInt256 {
        guard text.byteCount > 2, Hex.isPrefixed(text) else { return try Decimal.uint256(text) }
        guard text.byteCount <= 66 else { throw .outOfRange }
        var number = UInt256(0)
        for offset in 2..<text.byteCount {
            guard let digit = Hex.digit(text.unsafeLoad(fromByteOffset: offset, as: UInt8.self)) else {
                throw .notANumber
            }
            number.append(hexDigit: digit)
        }
        return number
    }

    private mutating func append(hexDigit digit: UInt8) {
        self = UInt256(
            limbs: (
                limbs.0 << 4 | UInt64(digit), limbs.1 << 4 | limbs.0 >> 60, limbs.2 << 4 | limbs.1 >> 60,
                limbs.3 << 4 | limbs.2 >> 60
            ))
    }

    /// 10^0 to 10^19.
    private static let powers: [UInt64] = (0...19).map { exponent in
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }
}

extension Int32 {
    /// Takes what ``UInt256`` takes, up to 2^31 − 1.
    @inlinable
    public static func read(_ value: borrowing SourceValue, repaired: inout Bool) throws(RejectReason) -> Int32 {
        Int32(truncatingIfNeeded: try value.integer(limit: UInt64(Int32.max)))
    }
}

extension Int64 {
    /// Takes what ``UInt256`` takes, up to 2^63 − 1.
    @inlinable
    public static func read(_ value: borrowing SourceValue, repaired: inout Bool) throws(RejectReason) -> Int64 {
        Int64(truncatingIfNeeded: try value.integer(limit: UInt64(Int64.max)))
    }
}

extension Timestamp {
    /// Takes seconds with a fraction, of which microseconds are kept, an INT96, Unix seconds, or a text.
    public static func read(_ value: borrowing SourceValue, repaired: inout Bool) throws(RejectReason) -> Timestamp {
        switch value.form {
        case .timestamp: return try timestamp(Int64(bitPattern: value.word(at: 0)), digits: value.digits)
        case .int96: return try int96(value.word(at: 0).byteSwapped, UInt32(value.word(8..<12)).byteSwapped)
        case .number, .real:
            do throws(RejectReason) {
                return try timestamp(Int64(clamping: try value.integer(limit: .max)), digits: 0)
            } catch {
                throw .invalidTimestamp
            }
        case .text, .bytes:
            return try value.withText { text throws(RejectReason) in try TimestampParser.parse(text) }
        case .absent: throw .invalidTimestamp
        }
    }

    private static func timestamp(_ count: Int64, digits: UInt8) throws(RejectReason) -> Timestamp {
        let factor: Int64 = digits == 0 ? 1_000_000 : digits == 3 ? 1000 : 1
        let rounded = digits == 9 ? microseconds(of: count) : count
        let (microseconds, isTooLarge) = rounded.multipliedReportingOverflow(by: factor)
        guard !isTooLarge, range.contains(microseconds) else { throw .invalidTimestamp }
        return Timestamp(microseconds: microseconds)
    }

    /// Microseconds, with the rest cut off as from a fraction of digits.
    private static func microseconds(of nanoseconds: Int64) -> Int64 {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Spark and Impala write a day's nanoseconds and its Julian day; 2,440,588 is 1970-01-01. Nanoseconds may be negative,
    /// or more than those of a day.
    private static func int96(_ nanoseconds: UInt64, _ day: UInt32) throws(RejectReason) -> Timestamp {
        let (days, nanos) = (Int64(Int32(bitPattern: day)) - 2_440_588, Int64(bitPattern: nanoseconds))
        let (start, isTooLarge) = days.multipliedReportingOverflow(by: 86_400_000_000)
        let (microseconds, isLarger) = start.addingReportingOverflow(Self.microseconds(of: nanos))
        guard !isTooLarge, !isLarger, range.contains(microseconds) else { throw .invalidTimestamp }
        return Timestamp(microseconds: microseconds)
    }
}

extension Text {
    /// Takes text, bytes as text, or a number as its digits.
    public static func read(_ value: borrowing SourceValue, repaired: inout Bool) throws(RejectReason) -> Text {
        guard value.form != .number else { return Text(valid: ValueText.of(value)) }
        guard value.form == .text || value.form == .bytes else { throw .malformed }
        return try value.withText { text throws(RejectReason) in try parse(text, repaired: &repaired) }
    }
}

extension SourceValue {
    /// A whole number up to a limit.
    @inlinable
    @inline(__always)
    func integer(limit: UInt64) throws(RejectReason) -> UInt64 {
        guard form == .number, digits == 0, !isMarked, bytes.byteCount <= 8 else { return try otherInteger(limit) }
        let number = word(0..<bytes.byteCount)
        guard number <= limit else { throw .outOfRange }
        return number
    }

    /// Whether the digits of a number may not be those of the one that was rounded to it: from 2^24 on with 32 bits, from 2^53 on
    /// with 64.
    func isRounded(_ real: Double) -> Bool { !(real.magnitude < Double(1 << UInt64(digits))) }

    @usableFromInline
    func otherInteger(_ limit: UInt64) throws(RejectReason) -> UInt64 {
        var repaired = false
        let number = try UInt256.read(self, repaired: &repaired)
        guard number.limbs.1 | number.limbs.2 | number.limbs.3 == 0, number.limbs.0 <= limit else { throw .outOfRange }
        return number.limbs.0
    }

    /// The value of a floating-point number that is whole, not negative, and so small that it is exact.
    func wholeReal() throws(RejectReason) -> UInt64 {
        let real = Double(bitPattern: word(at: 0))
        guard real >= 0, !isRounded(real) else { throw .notANumber }
        let whole = UInt64(real)
        guard Double(whole) == real else { throw .notANumber }
        return whole
    }
}
