/// A point in time, in microseconds since 1970-01-01 00:00:00 UTC, within the years 1 to 9999.
public struct Timestamp: Hashable, Sendable {
    /// Microseconds since the Unix epoch; negative before it.
    public let microseconds: Int64

    /// Takes microseconds since the Unix epoch.
    @inlinable
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The microseconds of the years 1 to 9999.
    @inlinable static var range: ClosedRange<Int64> { -62_135_596_800_000_000...253_402_300_799_999_999 }
}

extension Timestamp: FieldValue {
    /// Reads a date and time, or Unix seconds; see ``TimestampParser``.
    @inlinable
    public static func parse(_ text: RawSpan, repaired: inout Bool) throws(RejectReason) -> Timestamp {
        try TimestampParser.parse(text)
    }

    /// Reads eight bytes.
    @inlinable
    public init(from reader: inout WireReader) throws(WireError) {
        microseconds = try reader.integer(Int64.self)
        guard Timestamp.range.contains(microseconds) else { throw .malformed("a time is out of range") }
    }

    /// Eight bytes.
    @inlinable public static var wireWidth: Int? { 8 }
    /// The Unix epoch.
    @inlinable public static var absent: Timestamp { Timestamp(microseconds: 0) }

    /// Appends eight bytes.
    @inlinable
    @inline(__always)
    public func write(to writer: inout WireWriter) {
        writer.append(microseconds)
    }

    /// Passes the time to the sink.
    @inlinable
    public func put<Sink: ValueSink & ~Copyable>(into sink: inout Sink) {
        sink.put(self)
    }
}

extension Timestamp: CustomStringConvertible {
    /// `2022-08-08 23:06:52 UTC`, with a fraction of six digits if it is not zero.
    public var description: String {
        let day: Int64 = 86_400_000_000
        let (days, rest) = microseconds.quotientAndRemainder(dividingBy: day)
        let date = Calendar.date(daysSinceEpoch: rest < 0 ? days - 1 : days)
        let time = rest < 0 ? rest + day : rest
        let seconds = time / 1_000_000
        var text = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2)) "
        text += "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        if time % 1_000_000 != 0 { text += ".\(padded(time % 1_000_000, 6))" }
        return text + " UTC"
    }

    private func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
