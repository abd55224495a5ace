/// The bits of an INT96: nanoseconds of a day, and a Julian day.
public struct Int96: Sendable, Hashable {
    /// The first 8 bytes, little-endian: nanoseconds of a day in timestamps.
    public let low: UInt64
    /// The last 4 bytes, little-endian: a Julian day in timestamps.
    public let high: UInt32

    @inlinable
    init(low: UInt64, high: UInt32) {
        self.low = low
        self.high = high
    }
}

/// The values of the current row. A column's number is its index in the selection.
///
/// An accessor of another type than the column's is a fault of the program, and ends it. So is an access to a null, and one
/// without a current row.
extension RowReader {
    /// The type that a column's values are stored as.
    @inlinable
    public func type(_ column: Int) -> PhysicalType {
        precondition(UInt(bitPattern: column) < UInt(bitPattern: columnCount), "there is no such column")
        return batches[column].type
    }

    /// Whether the value is null.
    @inlinable
    public func isNull(_ column: Int) -> Bool {
        let (batch, index) = place(column)
        return batch.pointee.validity[index] == 0
    }

    /// The decoded rows of a column, and the index of the current row among them.
    @inlinable
    @inline(__always)
    func place(_ column: Int) -> (UnsafeMutablePointer<ColumnBatch>, Int) {
        precondition(UInt(bitPattern: column) < UInt(bitPattern: columnCount), "there is no such column")
        let batch = batches + column
        let index = row &- batch.pointee.origin
        precondition(UInt(bitPattern: index) < UInt(bitPattern: batch.pointee.count), "there is no current row")
        return (batch, index)
    }

    /// Whether the value is that of the row before, as far as it can be told at once; false also if nothing is known.
    @inlinable
    public func isAgain(_ column: Int) -> Bool {
        let (batch, index) = place(column)
        // Within one batch, slots refer to the same bytes.
        guard index > 0, batch.pointee.validity[index] & batch.pointee.validity[index - 1] != 0 else { return false }
        return batch.pointee.slots[index] == batch.pointee.slots[index - 1]
    }

    @inlinable
    @inline(__always)
    func slot(_ column: Int) -> UInt64 {
        precondition(!isNull(column), "the value is null")
        return batches[column].slots[row &- batches[column].origin]
    }

    /// The value of a ``PhysicalType/boolean``.
    @inlinable
    public func bool(_ column: Int) -> Bool {
        precondition(type(column) == .boolean)
        return slot(column) != 0
    }

    /// The value of an ``PhysicalType/int32``.
    @inlinable
    public func int32(_ column: Int) -> Int32 {
        precondition(type(column) == .int32)
        return Int32(truncatingIfNeeded: slot(column))
    }

    /// The value of an ``PhysicalType/int64``.
    @inlinable
    public func int64(_ column: Int) -> Int64 {
        precondition(type(column) == .int64)
        return Int64(bitPattern: slot(column))
    }

    /// The value of a ``PhysicalType/float``.
    @inlinable
    public func float(_ column: Int) -> Float {
        precondition(type(column) == .float)
        return Float(bitPattern: UInt32(truncatingIfNeeded: slot(column)))
    }

    /// The value of a ``PhysicalType/double``.
    @inlinable
    public func double(_ column: Int) -> Double {
        precondition(type(column) == .double)
        return Double(bitPattern: slot(column))
    }

    /// The value of an ``PhysicalType/int96``.
    @inlinable
    public func int96(_ column: Int) -> Int96 {
        precondition(type(column) == .int96)
        let bytes = batches[column].base + BytesSlot.offset(slot(column))
        return Int96(
            low: UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)),
            high: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
    }

    /// The bytes of a ``PhysicalType/byteArray``, ``PhysicalType/fixedLengthByteArray`` or ``PhysicalType/int96``.
    ///
    /// They are in a buffer of the reader: not copied, and valid until the next call of ``advance()``.
    @inlinable
    @_lifetime(borrow self)
    public func bytes(_ column: Int) -> RawSpan {
        precondition(type(column).isBytes)
        let slot = slot(column)
        let bytes = UnsafeRawBufferPointer(
            start: batches[column].base + BytesSlot.offset(slot), count: BytesSlot.count(slot))
        return unsafe _overrideLifetime(RawSpan(_unsafeBytes: bytes), borrowing: self)
    }
}
