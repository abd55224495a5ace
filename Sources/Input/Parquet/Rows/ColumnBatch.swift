/// Some consecutive rows of a column, decoded: what a row reader's accessors look at.
@usableFromInline
struct ColumnBatch {
    /// The most rows of a batch.
    static let capacity = 1024

    /// A value for each row: the bits of a number, or a ``BytesSlot``. Undefined for nulls.
    @usableFromInline let slots: UnsafePointer<UInt64>
    /// For each row 1 if there is a value, 0 for null.
    @usableFromInline let validity: UnsafePointer<UInt8>
    /// The start of the bytes that slots count from.
    @usableFromInline let base: UnsafeRawPointer
    /// The number in the row group of the first row.
    @usableFromInline let origin: Int
    @usableFromInline let count: Int
    @usableFromInline let type: PhysicalType

    init(
        slots: UnsafePointer<UInt64>, validity: UnsafePointer<UInt8>, base: UnsafeRawPointer, origin: Int, count: Int,
        type: PhysicalType
    ) {
        self.slots = slots
        self.validity = validity
        self.base = base
        self.origin = origin
        self.count = count
        self.type = type
    }

    /// The number of the first row after the batch.
    var end: Int { origin + count }
}
