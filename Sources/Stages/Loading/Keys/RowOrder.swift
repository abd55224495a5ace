import ETLModels
import Ledger

/// The order of the rows of a key, of which the highest stays. It is the order by which ``MergeStatements`` ranks them.
///
/// Rows are ordered by the rank of their sources, by one column, and then by all others but the key. NULL is lower than any value.
struct RowOrder: Sendable, Hashable {
    private struct Column: Sendable, Hashable {
        /// The place of the field in a row.
        let place: Int
        let type: FieldType
    }

    private let columns: [Column]

    /// - Parameter column: the one whose highest value stays.
    init(_ schema: Schema, byHighest column: String) {
        let ranked = schema.columns.enumerated().filter { !schema.key.contains($1.name) }
        let first = ranked.filter { $1.name == column }
        columns = (first + ranked.filter { $1.name != column }).map { Column(place: $0, type: $1.type) }
    }

    /// Whether a row comes before another of its key. No row comes before one that is equal.
    func isHigher(_ row: RawSpan, than other: RawSpan) -> Bool {
        let (rank, otherRank) = (RowFields.origin(of: row).rank, RowFields.origin(of: other).rank)
        guard rank == otherRank else { return rank > otherRank }
        for column in columns {
            let order = RowFields.compare(
                RowFields.field(column.place, of: row), RowFields.field(column.place, of: other), as: column.type)
            guard order == 0 else { return order > 0 }
        }
        return false
    }
}

extension RowFields {
    /// The order of two fields with their lengths: below, above or equal to 0.
    ///
    /// Bytes and text are ordered by their bytes, which is the order of `bytea`, and of text by the collation C. An amount is the `numeric`
    /// of a number without a sign: how many digits it has, the place of the first, its sign and scale in two bytes each, then its digits.
    fileprivate static func compare(_ field: RawSpan, _ other: RawSpan, as type: FieldType) -> Int {
        guard !isNull(field), !isNull(other) else { return (isNull(field) ? 0 : 1) - (isNull(other) ? 0 : 1) }
        let (value, second) = (field.extracting(droppingFirst: lengthSize), other.extracting(droppingFirst: lengthSize))
        switch type {
        case .address, .hash, .text: return compareBytes(value, second)
        case .integer, .timestamp: return compareSigned(value, second)
        case .amount: return compareNumeric(value, second)
        }
    }

    /// Compares big-endian numbers of one size, whose first bit is the sign.
    private static func compareSigned(_ first: RawSpan, _ second: RawSpan) -> Int {
        let (one, other) = (byte(first, 0) ^ 0x80, byte(second, 0) ^ 0x80)
        guard one == other else { return one < other ? -1 : 1 }
        return compareBytes(first, second)
    }

    private static func compareNumeric(_ first: RawSpan, _ second: RawSpan) -> Int {
        let (digits, others) = (first.extracting(droppingFirst: 8), second.extracting(droppingFirst: 8))
        guard digits.byteCount > 0, others.byteCount > 0 else { return digits.byteCount - others.byteCount }
        let place = compareSigned(first.extracting(2..<4), second.extracting(2..<4))
        // No number ends in a digit that is 0, so the one with more digits is higher if those before are equal.
        return place == 0 ? compareBytes(digits, others) : place
    }
}
