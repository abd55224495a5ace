/// A record's text, cut into fields, from which the record reads its values.
public struct TextRow: ~Escapable {
    @usableFromInline let record: RawSpan
    @usableFromInline let resolved: RawSpan
    @usableFromInline let fields: Span<FieldBounds>
    @usableFromInline let positions: Span<Int>
    @usableFromInline var column = 0
    /// Whether a value that was read so far differs from its text.
    public var isRepaired = false

    /// Reads from a record.
    ///
    /// - Parameters:
    ///   - record: the record's text.
    ///   - resolved: the texts of fields whose quotes or escapes have been resolved.
    ///   - fields: where its fields are, in the order of the source.
    ///   - positions: for each column of the kind, which field it is; see ``ColumnMap``.
    @inlinable
    @_lifetime(copy record, copy resolved, copy fields, copy positions)
    public init(_ record: RawSpan, resolved: RawSpan, fields: Span<FieldBounds>, positions: Span<Int>) {
        self.record = record
        self.resolved = resolved
        self.fields = fields
        self.positions = positions
    }
}

/// Where the text of a field is.
public struct FieldBounds: BitwiseCopyable, Sendable {
    /// The first byte.
    public let start: UInt32
    /// The byte after the last.
    public let end: UInt32
    /// Whether it is not in the record itself, but where its quotes and escapes have been resolved.
    public let isResolved: Bool

    /// Describes a field.
    @inlinable
    public init(start: Int, end: Int, isResolved: Bool) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
        self.isResolved = isResolved
    }
}

extension TextRow: FieldReader {
    /// The next column's value.
    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    public mutating func required<Value: FieldValue>(_ field: Field) throws(RecordError) -> Value {
        let value: Value? = try optional(field)
        guard let value else { throw RecordError(.missing, column: column - 1) }
        return value
    }

    /// The next column's value; nil when the source does not have the column, or the field is empty.
    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    public mutating func optional<Value: FieldValue>(_ field: Field) throws(RecordError) -> Value? {
        let position = positions[column]
        column += 1
        guard position >= 0 else { return nil }
        guard position < fields.count else { throw RecordError(.fieldCount) }
        let bounds = fields[position]
        guard bounds.start < bounds.end else { return nil }
        do throws(RejectReason) {
            return try parse(bounds)
        } catch {
            // NUL characters and nothing else are an empty field.
            if error == .missing { return nil }
            throw RecordError(error, column: column - 1)
        }
    }

    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func parse<Value: FieldValue>(_ bounds: FieldBounds) throws(RejectReason) -> Value {
        let range = Int(bounds.start)..<Int(bounds.end)
        let text = bounds.isResolved ? resolved.extracting(range) : record.extracting(range)
        return try Value.parse(text, repaired: &isRepaired)
    }
}
