/// Parses the time formats of exports.
///
/// - `2022-08-08 23:06:52`, with ` ` or `T` between, with a fraction, then nothing, `UTC`, `Z` or an offset
///   (`+02`, `+0200`, `+02:00`), which a space may precede: BigQuery, PostgreSQL, RFC 3339;
/// - `1660000012`: Unix seconds, as ethereum-etl streams them.
///
/// A fraction beyond microseconds is cut off. A date that does not exist, and a time outside the years 1 to 9999, is refused.
@usableFromInline
struct TimestampParser: ~Escapable {
    private let text: RawSpan
    private var position = 0

    @_lifetime(copy text)
    private init(_ text: RawSpan) {
        self.text = text
    }

    @usableFromInline
    static func parse(_ text: RawSpan) throws(RejectReason) -> Timestamp {
        guard text.byteCount > 0 else { throw .missing }
        var parser = TimestampParser(text)
        guard text.byteCount > 4, parser.byte(at: 4) == UInt8(ascii: "-") else { return try parser.unixSeconds() }
        let seconds = try parser.date() * 86_400 + parser.time()
        let fraction = try parser.fraction()
        let microseconds = (seconds - (try parser.zoneOffset())) * 1_000_000 + fraction
        guard parser.position == text.byteCount, Timestamp.range.contains(microseconds) else {
            throw .invalidTimestamp
        }
        return Timestamp(microseconds: microseconds)
    }

    private func unixSeconds() throws(RejectReason) -> Timestamp {
        let limit = UInt64(Timestamp.range.upperBound / 1_000_000)
        do throws(RejectReason) {
            return Timestamp(microseconds: Int64(try Decimal.integer(text, limit: limit)) * 1_000_000)
        } catch {
            throw .invalidTimestamp
        }
    }

    @_lifetime(self: copy self)
    private mutating func date() throws(RejectReason) -> Int64 {
        let year = try number(digits: 4)
        try expect("-")
        let month = try number(digits: 2)
        try expect("-")
        let day = try number(digits: 2)
        guard year >= 1, (1...12).contains(month), day >= 1, day <= Calendar.daysInMonth(month, of: year) else {
            throw .invalidTimestamp
        }
        return Calendar.daysSinceEpoch(year: year, month: month, day: day)
    }

    /// Seconds since midnight. A leap second (`:60`) has no Unix time and is refused.
    @_lifetime(self: copy self)
    private mutating func time() throws(RejectReason) -> Int64 {
        guard skip(" ") || skip("T") || skip("t") else { throw .invalidTimestamp }
        let hour = try number(digits: 2)
        try expect(":")
        let minute = try number(digits: 2)
        try expect(":")
        let second = try number(digits: 2)
        guard hour < 24, minute < 60, second < 60 else { throw .invalidTimestamp }
        return hour * 3600 + minute * 60 + second
    }

    @_lifetime(self: copy self)
    private mutating func fraction() throws(RejectReason) -> Int64 {
        guard skip(".") else { return 0 }
        var microseconds: Int64 = 0
        var unit: Int64 = 100_000
        let start = position
        while let digit = digit(at: position) {
            microseconds += digit * unit
            unit /= 10
            position += 1
        }
        guard position > start else { throw .invalidTimestamp }
        return microseconds
    }

    /// Seconds east of UTC.
    @_lifetime(self: copy self)
    private mutating func zoneOffset() throws(RejectReason) -> Int64 {
        guard position < text.byteCount else { return 0 }
        _ = skip(" ")
        if skip("Z") || skip("z") { return 0 }
        if skip("U") {
            try expect("T")
            try expect("C")
            return 0
        }
        let east = skip("+")
        if !east { try expect("-") }
        let hours = try number(digits: 2)
        let hasMinutes = skip(":") || position < text.byteCount
        let minutes = hasMinutes ? try number(digits: 2) : 0
        guard hours < 24, minutes < 60 else { throw .invalidTimestamp }
        return (hours * 3600 + minutes * 60) * (east ? 1 : -1)
    }

    @inline(__always)
    @_lifetime(self: copy self)
    private mutating func number(digits: Int) throws(RejectReason) -> Int64 {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit(at: position) else { throw .invalidTimestamp }
            value = value * 10 + digit
            position += 1
        }
        return value
    }

    @inline(__always)
    @_lifetime(self: copy self)
    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard byte(at: position) == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    @inline(__always)
    @_lifetime(self: copy self)
    private mutating func expect(_ character: Unicode.Scalar) throws(RejectReason) {
        guard skip(character) else { throw .invalidTimestamp }
    }

    @inline(__always)
    private func digit(at index: Int) -> Int64? {
        guard let byte = byte(at: index), byte &- 0x30 <= 9 else { return nil }
        return Int64(byte &- 0x30)
    }

    @inline(__always)
    private func byte(at index: Int) -> UInt8? {
        index < text.byteCount ? text.unsafeLoad(fromByteOffset: index, as: UInt8.self) : nil
    }
}
