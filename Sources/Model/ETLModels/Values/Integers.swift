extension Int32: FieldValue {
    /// Reads an unsigned decimal integer up to 2^31 − 1; leading zeros are allowed.
    @inlinable
    public static func parse(_ text: RawSpan, repaired: inout Bool) throws(RejectReason) -> Int32 {
        Int32(truncatingIfNeeded: try Decimal.integer(text, limit: UInt64(Int32.max)))
    }

    /// Reads four bytes.
    @inlinable
    public init(from reader: inout WireReader) throws(WireError) {
        self = try reader.integer(Int32.self)
        guard self >= 0 else { throw .malformed("a number is negative") }
    }

    /// Four bytes.
    @inlinable public static var wireWidth: Int? { 4 }
    /// Zero.
    @inlinable public static var absent: Int32 { 0 }

    /// Appends four bytes.
    @inlinable
    @inline(__always)
    public func write(to writer: inout WireWriter) {
        writer.append(self)
    }

    /// Passes the number to the sink.
    @inlinable
    public func put<Sink: ValueSink & ~Copyable>(into sink: inout Sink) {
        sink.put(self)
    }
}

extension Int64: FieldValue {
    /// Reads an unsigned decimal integer up to 2^63 − 1; leading zeros are allowed.
    @inlinable
    public static func parse(_ text: RawSpan, repaired: inout Bool) throws(RejectReason) -> Int64 {
        Int64(truncatingIfNeeded: try Decimal.integer(text, limit: UInt64(Int64.max)))
    }

    /// Reads eight bytes.
    @inlinable
    public init(from reader: inout WireReader) throws(WireError) {
        self = try reader.integer(Int64.self)
        guard self >= 0 else { throw .malformed("a number is negative") }
    }

    /// Eight bytes.
    @inlinable public static var wireWidth: Int? { 8 }
    /// Zero.
    @inlinable public static var absent: Int64 { 0 }

    /// Appends eight bytes.
    @inlinable
    @inline(__always)
    public func write(to writer: inout WireWriter) {
        writer.append(self)
    }

    /// Passes the number to the sink.
    @inlinable
    public func put<Sink: ValueSink & ~Copyable>(into sink: inout Sink) {
        sink.put(self)
    }
}
