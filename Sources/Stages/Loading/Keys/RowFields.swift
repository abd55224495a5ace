import ETLModels
import Ledger

/// The fields of a row.
enum RowFields {
    /// Where the first fields of a row end.
    static func end(of fields: Int, in row: RawSpan) -> Int {
        var end = 2
        for _ in 0..<fields { end += field(at: end, in: row).byteCount }
        return end
    }

    /// The bytes of a row's last field, the origin.
    private static let originSize = 12

    /// Where a row came from.
    static func origin(of row: RawSpan) -> RecordOrigin {
        let value = row.unsafeLoadUnaligned(fromByteOffset: row.byteCount - 8, as: UInt64.self)
        return RecordOrigin(rawValue: UInt64(bigEndian: value))
    }

    /// Whether two rows are equal but for their origins.
    static func haveSameContent(_ first: RawSpan, _ second: RawSpan) -> Bool {
        areEqual(first.extracting(droppingLast: originSize), second.extracting(droppingLast: originSize))
    }

    /// Whether two parts of rows have the same bytes.
    static func areEqual(_ first: RawSpan, _ second: RawSpan) -> Bool {
        let count = first.byteCount
        guard count == second.byteCount else { return false }
        var offset = 0
        while offset + 8 <= count {
            guard word(first, offset) == word(second, offset) else { return false }
            offset += 8
        }
        guard count >= 8 else {
            return (0..<count).allSatisfy { byte(first, $0) == byte(second, $0) }
        }
        // The last eight bytes overlap those before.
        return word(first, count - 8) == word(second, count - 8)
    }

    /// Whether a key comes before another of the same size, in the order of its columns: of `bytea`, and of numbers without a sign.
    static func isBefore(_ first: RawSpan, _ second: RawSpan) -> Bool { compareBytes(first, second) < 0 }

    /// The order of two parts of rows by their bytes: below, above or equal to 0. The shorter one comes first if the other begins with it.
    static func compareBytes(_ first: RawSpan, _ second: RawSpan) -> Int {
        let count = min(first.byteCount, second.byteCount)
        var offset = 0
        while offset + 8 <= count {
            let (one, other) = (word(first, offset), word(second, offset))
            if one != other { return one.bigEndian < other.bigEndian ? -1 : 1 }
            offset += 8
        }
        while offset < count {
            let (one, other) = (byte(first, offset), byte(second, offset))
            if one != other { return one < other ? -1 : 1 }
            offset += 1
        }
        return first.byteCount - second.byteCount
    }

    @inline(__always)
    private static func word(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
        bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    @inline(__always)
    static func byte(_ bytes: RawSpan, _ offset: Int) -> UInt8 {
        bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}

extension RowFields {
    /// What becomes of a row whose key is stored with other bytes: it completes them, or knows less, or contradicts them.
    static func fate(of row: RawSpan, beside content: RawSpan) -> GroupRows.Fate {
        var fate = GroupRows.Fate.duplicate
        var (place, other) = (2, 2)
        let end = row.byteCount - originSize
        while place < end {
            let (field, stored) = (field(at: place, in: row), field(at: other, in: content))
            if !isNull(field), !areEqual(field, stored) {
                guard isNull(stored) else { return .conflict }
                fate = .completing
            }
            place += field.byteCount
            other += stored.byteCount
        }
        return fate
    }

    /// A row with the values of another where it has NULL. The origin stays.
    static func filling(_ content: RawSpan, from row: RawSpan) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(max(content.byteCount, row.byteCount))
        append(content.extracting(0..<2), to: &bytes)
        var (place, other) = (2, 2)
        let end = content.byteCount - originSize
        while other < end {
            let (field, stored) = (field(at: place, in: row), field(at: other, in: content))
            append(isNull(stored) ? field : stored, to: &bytes)
            place += field.byteCount
            other += stored.byteCount
        }
        append(content.extracting(end...), to: &bytes)
        return bytes
    }

    private static func append(_ span: RawSpan, to bytes: inout [UInt8]) {
        span.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    /// The bytes of a field's length.
    static let lengthSize = 4

    /// The field at a position among the columns, with its length.
    @_lifetime(copy row)
    static func field(_ position: Int, of row: RawSpan) -> RawSpan {
        field(at: end(of: position, in: row), in: row)
    }

    /// A field with its length.
    @_lifetime(copy row)
    static func field(at place: Int, in row: RawSpan) -> RawSpan {
        let size = Int32(bigEndian: row.unsafeLoadUnaligned(fromByteOffset: place, as: Int32.self))
        return row.extracting(place..<place + lengthSize + max(0, Int(size)))
    }

    static func isNull(_ field: RawSpan) -> Bool {
        field.byteCount == lengthSize && field.unsafeLoadUnaligned(as: Int32.self) == -1
    }
}
