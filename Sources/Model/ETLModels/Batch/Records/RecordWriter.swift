/// Writes the records of a batch: for each, the codes of its fields, and the values that do not repeat the last ones.
///
/// What is written depends on the records alone, so that the same records always make the same bytes.
@usableFromInline
struct RecordWriter: ~Copyable {
    /// What has been written, other things before the records included.
    @usableFromInline var bytes: WireWriter
    @usableFromInline var places = ColumnPlaces(repeating: 0)
    @usableFromInline var codes: UInt32 = 0
    @usableFromInline var column = 0

    /// Appends to `bytes`, which must not be empty, since no value may be at offset 0.
    init(behind bytes: consuming WireWriter) {
        self.bytes = bytes
    }

    /// Appends a record.
    @inlinable
    @inline(__always)
    mutating func append<Kind: Record>(_ record: borrowing Kind) {
        let start = bytes.position
        bytes.append(UInt32(0))
        codes = 0
        column = 0
        record.write(to: &self)
        bytes.replace(codes << (FieldCode.bits * UInt32(Schema.columnLimit - column)), at: start)
    }

    @inlinable
    @inline(__always)
    mutating func append<Value: FieldValue>(value: Value) {
        let start = bytes.position
        value.write(to: &bytes)
        let place = places[column]
        let isRepeated = place != 0 && bytes.repeats(place, from: start, width: Value.wireWidth)
        if isRepeated {
            bytes.position = start
        } else {
            let mayBeRepeated = Value.wireWidth != nil || bytes.position - start <= FieldCode.repeatLimit
            places[column] = mayBeRepeated ? start : 0
        }
        end(isRepeated ? FieldCode.repeated : FieldCode.value)
    }

    @inlinable
    @inline(__always)
    mutating func end(_ code: UInt32) {
        codes = codes << FieldCode.bits | code
        column += 1
    }
}

extension RecordWriter: FieldSink {
    @inlinable
    @inline(__always)
    mutating func required<Value: FieldValue>(_ field: Field, _ value: Value) {
        append(value: value)
    }

    @inlinable
    @inline(__always)
    mutating func optional<Value: FieldValue>(_ field: Field, _ value: Value?) {
        if let value { append(value: value) } else { end(FieldCode.null) }
    }
}

extension WireWriter {
    /// Whether the bytes from `start` to the end are those at `place`, before them. No value's bytes are the beginning of
    /// another's, so equal bytes mean equal values.
    @inlinable
    @inline(__always)
    func repeats(_ place: Int, from start: Int, width: Int?) -> Bool {
        let count = width ?? position - start
        guard count >= 8 else { return repeatsFew(place, from: start, count: count) }
        var difference = word(at: place + count - 8) ^ word(at: start + count - 8)
        var offset = 0
        while offset + 8 < count {
            difference |= word(at: place + offset) ^ word(at: start + offset)
            offset += 8
        }
        return difference == 0
    }

    @inlinable
    @inline(__always)
    func repeatsFew(_ place: Int, from start: Int, count: Int) -> Bool {
        for offset in 0..<count where storage[place + offset] != storage[start + offset] { return false }
        return true
    }

    @inlinable
    @inline(__always)
    func word(at offset: Int) -> UInt64 { storage.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
}
