/// A row of a batch of values.
public struct SourceRow: ~Escapable {
    @usableFromInline let bytes: RawSpan
    @usableFromInline let places: Span<ValuePlace>
    /// Why the row is a reject, whatever its values are.
    public let defect: RecordDefect?

    @_lifetime(copy bytes, copy places)
    init(_ bytes: RawSpan, _ places: Span<ValuePlace>, _ defect: RecordDefect?) {
        self.bytes = bytes
        self.places = places
        self.defect = defect
    }

    /// The number of the source's columns.
    @inlinable public var count: Int { places.count }

    /// Whether a column has no value.
    @inlinable
    public func isNull(_ column: Int) -> Bool { places[column].isNull }

    /// The value of a column of the source, which has one.
    @inlinable
    @_lifetime(copy self)
    public func value(_ column: Int) -> SourceValue {
        let place = places[column]
        return SourceValue(place, bytes.extracting(Int(place.start)..<Int(place.end)))
    }
}

/// Reads a record from the values of a row.
public struct ValueRow: ~Escapable {
    @usableFromInline let row: SourceRow
    @usableFromInline let positions: Span<Int>
    @usableFromInline var column = 0
    /// Whether a value that was read so far differs from the source's.
    public var isRepaired = false

    /// - Parameter positions: for each column of the kind, which column of the source it is; see ``ColumnMap``.
    @inlinable
    @_lifetime(copy row, copy positions)
    public init(_ row: borrowing SourceRow, positions: Span<Int>) {
        self.row = copy row
        self.positions = positions
    }
}

extension ValueRow: FieldReader {
    /// The next column's value.
    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    public mutating func required<Value: FieldValue>(_ field: Field) throws(RecordError) -> Value {
        let value: Value? = try optional(field)
        guard let value else { throw RecordError(.missing, column: column - 1) }
        return value
    }

    /// The next column's value; nil when the source does not have the column, or the row has no value there.
    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    public mutating func optional<Value: FieldValue>(_ field: Field) throws(RecordError) -> Value? {
        let position = positions[column]
        column += 1
        guard position >= 0 else { return nil }
        guard position < row.count else { throw RecordError(.fieldCount) }
        guard !row.isNull(position) else { return nil }
        do throws(RejectReason) {
            return try Value.read(row.value(position), repaired: &isRepaired)
        } catch {
            // NUL characters and nothing else are an empty field.
            if error == .missing { return nil }
            throw RecordError(error, column: column - 1)
        }
    }
}
