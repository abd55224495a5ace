/// Reads the records of a batch, one after the other; every read is checked against the end.
public struct RecordReader: ~Escapable {
    @usableFromInline let bytes: RawSpan
    @usableFromInline var position = 0
    @usableFromInline var places = ColumnPlaces(repeating: 0)
    @usableFromInline var codes: UInt32 = 0
    @usableFromInline var column = 0

    /// Reads records from the start of `bytes`, where a batch has its first.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) {
        self.bytes = bytes
    }

    /// The number of bytes left.
    @inlinable public var remaining: Int { bytes.byteCount - position }

    /// The next record.
    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    public mutating func next<Kind: Record>(as type: Kind.Type = Kind.self) throws(WireError) -> Kind {
        try beginRecord()
        let record = try Kind(from: &self)
        try endRecord()
        return record
    }

    /// Reads the part before a record's values; for readers that wrap this one.
    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    public mutating func beginRecord() throws(WireError) {
        var reader = WireReader(bytes, at: position)
        codes = try reader.integer(UInt32.self)
        guard !FieldCode.areInvalid(codes) else { throw .malformed("a field has an unknown code") }
        position = reader.position
        column = 0
    }

    /// Checks that all fields of a record were read.
    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    public mutating func endRecord() throws(WireError) {
        guard codes == 0 else { throw .malformed("a record has more fields than its kind") }
    }

    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func nextCode() -> UInt32 {
        let code = codes >> (32 - FieldCode.bits)
        codes <<= FieldCode.bits
        return code
    }

    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func value<Value: FieldValue>(_ code: UInt32) throws(WireError) -> Value {
        let isRepeated = code == FieldCode.repeated
        let place = isRepeated ? places[column] : position
        // No value is at offset 0, because the first record's codes are there.
        guard place > 0 else { throw .malformed("a field repeats a value that does not exist") }
        var reader = WireReader(bytes, at: place)
        let value = try Value(from: &reader)
        if !isRepeated { position = reader.position }
        let mayBeRepeated = Value.wireWidth != nil || reader.position - place <= FieldCode.repeatLimit
        places[column] = mayBeRepeated ? place : 0
        column += 1
        return value
    }
}

extension RecordReader: FieldReader {
    /// The record's next field.
    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    public mutating func required<Value: FieldValue>(_ field: Field) throws(WireError) -> Value {
        let code = nextCode()
        guard code != FieldCode.null else { throw .malformed("a required field is NULL") }
        return try value(code)
    }

    /// The record's next field, or NULL.
    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    public mutating func optional<Value: FieldValue>(_ field: Field) throws(WireError) -> Value? {
        let code = nextCode()
        guard code != FieldCode.null else {
            column += 1
            return nil
        }
        return try value(code)
    }
}
