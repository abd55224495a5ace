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

    /// Reads from an offset within `bytes`, or at their end.
    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, at position: Int) {
        self.bytes = bytes
        self.position = position
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

    /// The next `count` bytes, at most eight, as a number.
    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func integer(bytes count: Int) throws(WireError) -> UInt64 {
        guard count <= remaining else { throw .truncated }
        defer { position += count }
        if remaining >= 8 {
            let word = bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
            return UInt64(bigEndian: word) >> (64 - 8 * count)
        }
        var number: UInt64 = 0
        for offset in 0..<count {
            number = number << 8 | UInt64(bytes.unsafeLoad(fromByteOffset: position + offset, as: UInt8.self))
        }
        return number
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
