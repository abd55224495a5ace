/// The state of each field of a record, in two bits, before the values.
@usableFromInline
enum FieldCode {
    /// The field is NULL.
    @inlinable static var null: UInt32 { 0 }
    /// The field's value follows.
    @inlinable static var value: UInt32 { 1 }
    /// The field has the value that its column had last in the batch.
    @inlinable static var repeated: UInt32 { 2 }

    /// The bits of a code.
    @inlinable static var bits: UInt32 { 2 }
    /// Whether one of a record's codes is invalid.
    @inlinable
    static func areInvalid(_ codes: UInt32) -> Bool { codes & codes >> 1 & 0x5555_5555 != 0 }

    /// The maximum size of a repeated value, in bytes. It bounds the expansion of a batch: a code of two bits never stands
    /// for more.
    @inlinable static var repeatLimit: Int { 255 }
}

extension Schema {
    /// The maximum number of columns of a kind: a record's codes are one word of 32 bits.
    public static let columnLimit = 16
}

/// For each column of a kind, the offset of its last value; 0 without a repeatable value.
@usableFromInline typealias ColumnPlaces = InlineArray<16, Int>
