/// Reads big-endian values from bytes; every read is checked against the end.
public struct WireReader: ~Escapable {
    @usableFromInline let bytes: RawSpan
    @usableFromInline var position: Int

    /// Reads from the start of `bytes`.
    @inlinable
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) {
        self.bytes = bytes
        position = 0
    }

    /// The number of bytes left.
    @inlinable public var remaining: Int { bytes.byteCount - position }

    /// The next bytes as a number.
    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    public mutating func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type
    ) throws(WireError) -> Value {
        Value(bigEndian: try value(of: Value.self))
    }

    /// The next bytes as a number, or as a tuple of numbers, which the caller knows to be big-endian.
    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func value<Value: BitwiseCopyable>(of type: Value.Type) throws(WireError) -> Value {
        guard remaining >= MemoryLayout<Value>.size else { throw .truncated }
        let value = bytes.unsafeLoadUnaligned(fromByteOffset: position, as: Value.self)
        position += MemoryLayout<Value>.size
        return value
    }

    /// The next `count` bytes.
    @inlinable
    @_lifetime(self: copy self)
    @_lifetime(copy self)
    public mutating func bytes(_ count: Int) throws(WireError) -> RawSpan {
        guard count >= 0, count <= remaining else { throw .truncated }
        position += count
        return bytes.extracting(position - count..<position)
    }

    /// The next text: a length (two bytes) and UTF-8.
    @_lifetime(self: copy self)
    public mutating func shortText() throws(WireError) -> String {
        let count = Int(try integer(UInt16.self))
        return TextRepair.repair(try bytes(count)).string
    }
}

extension WireReader: FieldSource {
    /// The next field of a record.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func required<Value: FieldValue>(_ field: Field) throws(WireError) -> Value {
        try Value(from: &self)
    }

    /// The next field of a record: a byte that says whether it is there, and its value. Where the type has a fixed width,
    /// the value's place is kept when it is not there.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func optional<Value: FieldValue>(_ field: Field) throws(WireError) -> Value? {
        switch try integer(UInt8.self) {
        case 1: return try Value(from: &self)
        case 0:
            _ = try bytes(Value.wireWidth ?? 0)
            return nil
        default: throw .malformed("a field is neither there nor not there")
        }
    }
}
