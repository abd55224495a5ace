internal import ETLModels
internal import Formats
internal import SourceDescriptions

/// Decides whether a line within a record would be a record of the source's kind by itself: it has the right number of
/// fields, and those of the key can be read.
///
/// Where a quote is astray, a record may hold any number of others, and nobody would miss them. A name that somebody gave
/// a token may look the same, so the lines are not loaded either.
struct LineJudge {
    private let kind: RecordKind
    private let columns: ColumnMap
    private let delimiter: UInt8
    private var splitter: CSVFieldSplitter

    /// Nil if the source's columns fit no kind: it has no records.
    init?(_ source: SourceDescription, kind: RecordKind?) {
        guard let kind = kind ?? ColumnMap.kind(of: source.columns, renames: source.renames),
            let columns = try? ColumnMap(source.layout, for: kind)
        else { return nil }
        self.kind = kind
        self.columns = columns
        delimiter = source.delimiter
        splitter = CSVFieldSplitter(fieldCount: columns.fieldCount, delimiter: delimiter)
    }

    /// Whether a line, without its line feed, would be a record. A carriage return within it ends a line, too.
    mutating func isRecord(_ line: RawSpan) -> Bool {
        var start = 0
        while start < line.byteCount {
            let end = line.firstOffset(of: UInt8(ascii: "\r"), from: start)
            if isOneRecord(line.extracting(start..<end)) { return true }
            start = end + 1
        }
        return false
    }

    private mutating func isOneRecord(_ line: RawSpan) -> Bool {
        if splitter.split(line) == nil {
            let row = TextRow(
                line, resolved: splitter.resolved, fields: splitter.fields, positions: columns.positions.span)
            if kind.hasKey(in: row) { return true }
        }
        // The quotes of the line may be the ones that are astray.
        guard let fields = fieldsBetweenDelimiters(of: line) else { return false }
        return kind.hasKey(
            in: TextRow(line, resolved: line, fields: fields.span, positions: columns.positions.span))
    }

    /// The fields if no quote had a meaning, each without one quote at each of its ends; nil if their number is wrong.
    private func fieldsBetweenDelimiters(of line: RawSpan) -> [FieldBounds]? {
        var fields: [FieldBounds] = []
        var start = 0
        while start <= line.byteCount {
            guard fields.count < columns.fieldCount else { return nil }
            let end = line.firstOffset(of: delimiter, from: start)
            let isOpened = start < end && line.byte(at: start) == UInt8(ascii: "\"")
            let isClosed = end - start > 1 && line.byte(at: end - 1) == UInt8(ascii: "\"")
            fields.append(
                FieldBounds(start: isOpened ? start + 1 : start, end: isClosed ? end - 1 : end, isResolved: false))
            start = end + 1
        }
        return fields.count == columns.fieldCount ? fields : nil
    }
}
