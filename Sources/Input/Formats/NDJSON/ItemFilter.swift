package import ETLModels

/// Detects records of other types in a stream by their beginning, where ethereum-etl writes the type.
///
/// A record that begins otherwise is left to the splitter, which looks at all its members.
package struct ItemFilter: Sendable {
    private static let name = Array(#""type""#.utf8)
    private static let prefixes = [#"{"type": ""#, #"{"type":""#].map { Array($0.utf8) }
    private let wanted: [UInt8]

    /// - Parameter kind: the only kind whose records are wanted.
    package init(_ kind: RecordKind) {
        wanted = Array(kind.itemType.utf8)
    }

    private static func begins(_ record: RawSpan, with prefix: [UInt8]) -> Bool {
        record.byteCount > prefix.count
            && record.extracting(0..<prefix.count).isIdentical(to: prefix.span.bytes)
    }

    /// The record, or what stands for one that is certainly of another type. One that holds others is no item of one type.
    @_lifetime(copy record)
    package func filtered(_ record: RawRecord) -> RawRecord {
        guard record.defect != .holdsRecords, isOther(record.text) else { return record }
        return RawRecord(text: record.text.extracting(0..<0), defect: .otherKind)
    }

    /// Whether a record is certainly of another type.
    package func isOther(_ record: RawSpan) -> Bool {
        guard let start = Self.prefixes.first(where: { Self.begins(record, with: $0) })?.count else { return false }
        let end = record.firstOffset(of: UInt8(ascii: "\""), from: start)
        let type = record.extracting(start..<end)
        guard end < record.byteCount, type.firstOffset(of: UInt8(ascii: "\\"), from: 0) == type.byteCount else {
            return false
        }
        return !type.isIdentical(to: wanted.span.bytes) && !hasTypeAgain(record, from: end)
    }

    /// Whether the name of the type is in the rest of a record. Then all of its members have to be looked at.
    private func hasTypeAgain(_ record: RawSpan, from start: Int) -> Bool {
        // Its second letter is rare in hexadecimal digits and in names.
        var place = record.firstOffset(of: UInt8(ascii: "y"), from: start + 2)
        while place + 4 <= record.byteCount {
            if record.extracting(place - 2..<place + 4).isIdentical(to: Self.name.span.bytes) { return true }
            place = record.firstOffset(of: UInt8(ascii: "y"), from: place + 1)
        }
        return false
    }
}
