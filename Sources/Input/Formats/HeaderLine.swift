package import ETLModels
internal import SourceDescriptions

/// Recognises header lines among the records of a source: those of other exports that were appended to it.
package struct HeaderLine: Sendable {
    /// What a line among records is.
    package enum Meaning: Sendable {
        case record
        /// The source's own header: the same names in the same order, however they are written.
        case header
        /// A header of other names, or of the same names in another order.
        case otherHeader
    }

    /// The names that the columns of all kinds may have.
    private static let columnNames = Set(
        RecordKind.allCases.flatMap { $0.schema.columns.flatMap(\.headerNames) } + Cryo.contractNames)

    /// A line of more fields is a header only if the source's own has about as many.
    private static let mostFields = 1000

    private let line: [UInt8]
    private let names: [String]
    private let renames: [ColumnRename]
    private let delimiter: UInt8
    /// The source's own and the others, in this order.
    private let delimiters: [UInt8]
    private let mostDelimiters: Int
    /// The names that another header may have.
    private let knownNames: Set<String>

    /// Nil if the source's fields have no names.
    ///
    /// - Parameters:
    ///   - line: the source's header as it is in the file; empty where there is none.
    ///   - renames: the fields that have other names, in this header and in others.
    package init?(_ line: [UInt8], names: [String], renames: [ColumnRename], delimiter: UInt8) {
        guard !names.isEmpty else { return nil }
        self.line = line
        self.names = names.map(HeaderName.normalized)
        self.renames = renames
        self.delimiter = delimiter
        delimiters = [delimiter] + CSV.delimiters.filter { $0 != delimiter }
        mostDelimiters = max(Self.mostFields, 2 * names.count)
        knownNames = Self.columnNames.union(self.names)
    }

    /// Whether a line is certainly a record: its first or its last field is a number, or begins as an address or a hash does.
    /// That is soon known of nearly every record.
    @inline(__always)
    package func isRecord(_ line: RawSpan) -> Bool {
        if line.byteCount == self.line.count, line.isIdentical(to: self.line) { return false }
        return line.byteCount == 0 || isValue(line, from: 0) || isValue(line, from: startOfLastField(line))
    }

    /// What a line is for which ``isRecord(_:)`` is false.
    package func meaning(of line: RawSpan) -> Meaning {
        if line.isIdentical(to: self.line) { return .header }
        guard line.byteCount < 1 << 16, !hasValue(line) else { return .record }
        let bytes = line.withUnsafeBytes { Array($0) }
        for delimiter in delimiters where line.count(of: delimiter) < mostDelimiters {
            let fields = CSVHeader.fields(of: bytes, delimiter: delimiter)
            let bare = bareNames(bytes, delimiter)
            if delimiter == self.delimiter, fields.map(HeaderName.normalized) == names || bare == names {
                return .header
            }
            if isHeader(bytes, fields, delimiter) || bare.map(areMostlyColumns) == true { return .otherHeader }
        }
        return .record
    }

    /// Whether an address or a hash may be in a line. Nearly every record has one, and no header.
    private func hasValue(_ line: RawSpan) -> Bool {
        var offset = line.firstOffset(of: UInt8(ascii: "x"), from: 1)
        while offset < line.byteCount {
            let before = line.byte(at: offset - 1)
            if before == UInt8(ascii: "0") || before == UInt8(ascii: "\\") { return true }
            offset = line.firstOffset(of: UInt8(ascii: "x"), from: offset + 1)
        }
        return false
    }

    private func isHeader(_ line: [UInt8], _ names: [String], _ delimiter: UInt8) -> Bool {
        // An export that has been appended may have the columns' own names.
        CSV.match(line, names: names, delimiter: delimiter, renames: renames).hasKind
            || !renames.isEmpty && CSV.match(line, names: names, delimiter: delimiter, renames: []).hasKind
    }

    /// Whether at least half of the names, and two, are those of columns, and none is a number or empty.
    private func areMostlyColumns(_ names: [String]) -> Bool {
        let known = Set(names).intersection(knownNames).count
        return known >= 2 && 2 * known >= names.count
            && !names.contains { $0.isEmpty || $0.utf8.allSatisfy(Self.isDigit) }
    }

    /// What is between the delimiters of one line, as names are compared, whatever its quotes mean; nil for several lines.
    private func bareNames(_ line: [UInt8], _ delimiter: UInt8) -> [String]? {
        if line.contains(UInt8(ascii: "\n")) { return nil }
        return line.split(separator: delimiter, omittingEmptySubsequences: false).map {
            HeaderName.normalized(String(decoding: $0, as: UTF8.self))
        }
    }

    private func startOfLastField(_ line: RawSpan) -> Int {
        var start = line.byteCount
        while start > 0, line.byte(at: start - 1) != delimiter { start -= 1 }
        return start
    }

    /// Whether a field is a value that no name resembles.
    @inline(__always)
    private func isValue(_ line: RawSpan, from start: Int) -> Bool {
        var offset = start
        if offset < line.byteCount, line.byte(at: offset) == UInt8(ascii: "\"") { offset += 1 }
        guard offset + 1 < line.byteCount else { return offset < line.byteCount && Self.isDigit(line.byte(at: offset)) }
        let isPrefix = line.byte(at: offset) == UInt8(ascii: "0") || line.byte(at: offset) == UInt8(ascii: "\\")
        if isPrefix, line.byte(at: offset + 1) == UInt8(ascii: "x") { return true }
        let digits = offset
        while offset < line.byteCount, Self.isDigit(line.byte(at: offset)) { offset += 1 }
        guard offset > digits else { return false }
        return offset == line.byteCount || line.byte(at: offset) == delimiter
            || line.byte(at: offset) == UInt8(ascii: "\"")
    }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
