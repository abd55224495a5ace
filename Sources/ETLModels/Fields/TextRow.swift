/// A record's text, cut into fields, from which the record reads its values.
public struct TextRow: ~Escapable {
    @usableFromInline let record: RawSpan
    @usableFromInline let fields: Span<FieldBounds>
    @usableFromInline let positions: Span<Int>
    @usableFromInline var column = 0
    /// Whether a value that was read so far differs from its text.
    public var isRepaired = false

    /// Reads from a record.
    ///
    /// - Parameters:
    ///   - record: the record's text.
    ///   - fields: where its fields are, in the order of the source.
    ///   - positions: for each column of the kind, which field it is; see ``ColumnMap``.
    @inlinable
    @_lifetime(copy record, copy fields, copy positions)
    public init(_ record: RawSpan, fields: Span<FieldBounds>, positions: Span<Int>) {
        self.record = record
        self.fields = fields
        self.positions = positions
    }
}

/// Where a field is within its record.
public struct FieldBounds: BitwiseCopyable, Sendable {
    /// The first byte.
    public let start: UInt32
    /// The byte behind the last.
    public let end: UInt32
    /// Whether quotes within the field must be resolved before it is read.
    public let isEscaped: Bool

    /// Describes a field.
    @inlinable
    public init(start: Int, end: Int, isEscaped: Bool) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
        self.isEscaped = isEscaped
    }
}

extension TextRow: FieldSource {
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
            // Quotes around nothing, or NUL characters and nothing else, are an empty field.
            if error == .missing { return nil }
            throw RecordError(error, column: column - 1)
        }
    }

    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func parse<Value: FieldValue>(_ bounds: FieldBounds) throws(RejectReason) -> Value {
        let text = record.extracting(Int(bounds.start)..<Int(bounds.end))
        guard bounds.isEscaped else { return try Value.parse(text, repaired: &isRepaired) }
        let unescaped = Self.unescape(text)
        guard !unescaped.isEmpty else { throw .missing }
        return try Value.parse(unescaped.span.bytes, repaired: &isRepaired)
    }

    /// Resolves the quotes of a CSV field that starts with one: the enclosing pair goes, doubled ones become one.
    /// What follows the closing quote belongs to the field, as in Python's csv module.
    @usableFromInline
    static func unescape(_ text: RawSpan) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.byteCount)
        var position = 1
        var isQuoted = true
        while position < text.byteCount {
            let byte = text.unsafeLoad(fromByteOffset: position, as: UInt8.self)
            position += 1
            guard isQuoted, byte == UInt8(ascii: "\"") else {
                bytes.append(byte)
                continue
            }
            let isDoubled =
                position < text.byteCount && text.unsafeLoad(fromByteOffset: position, as: UInt8.self) == byte
            if isDoubled {
                bytes.append(byte)
                position += 1
            } else {
                isQuoted = false
            }
        }
        return bytes
    }
}
