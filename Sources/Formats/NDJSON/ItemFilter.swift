internal import ETLModels

/// Tells records of a stream that are of other types, by their beginning: what ethereum-etl writes first.
///
/// A record that begins otherwise is left to the splitter, which looks at all its members.
struct ItemFilter: Sendable {
    private static let prefixes = [#"{"type": ""#, #"{"type":""#].map { Array($0.utf8) }
    private let wanted: [UInt8]?

    /// - Parameter itemType: the only type that is wanted; nil for all.
    init(itemType: String?) {
        wanted = itemType.map { Array($0.utf8) }
    }

    /// The record, or, when it is of another type, one that says so and has no text.
    @_lifetime(copy record)
    func apply(to record: RawRecord) -> RawRecord {
        guard isOther(record.text) else { return record }
        return RawRecord(text: record.text.extracting(0..<0), defect: .otherKind)
    }

    private static func begins(_ record: RawSpan, with prefix: [UInt8]) -> Bool {
        record.byteCount > prefix.count
            && record.extracting(0..<prefix.count).isIdentical(to: prefix.span.bytes)
    }

    /// Whether a record is certainly of another type.
    func isOther(_ record: RawSpan) -> Bool {
        guard let wanted else { return false }
        guard let start = Self.prefixes.first(where: { Self.begins(record, with: $0) })?.count else { return false }
        let end = record.firstOffset(of: UInt8(ascii: "\""), from: start)
        let type = record.extracting(start..<end)
        guard end < record.byteCount, type.firstOffset(of: UInt8(ascii: "\\"), from: 0) == type.byteCount else {
            return false
        }
        return !type.isIdentical(to: wanted.span.bytes)
    }
}
