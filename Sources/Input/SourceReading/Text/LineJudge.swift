internal import ETLModels
internal import Formats
internal import SourceDescriptions

/// Decides whether a line within a record would be a record of the source's kind by itself: it has the right number of
/// fields, and those of the key can be read.
///
/// Where a quote is astray, a record may hold any number of others, and nobody would miss them. A name that somebody gave
/// a token may look the same, so the lines are not loaded either.
struct LineJudge {
    private var delimited: DelimitedLineJudge?
    // One for each kind that the source may hold.
    private var members: [MemberLineJudge] = []

    init(_ request: CursorRequest) {
        let source = request.source
        guard source.format.namesFields else {
            delimited = DelimitedLineJudge(source, kind: request.kind)
            return
        }
        // In a mixed stream, a record of any kind is one.
        let kinds = source.format.isMixed ? RecordKind.allCases : request.kind.map { [$0] } ?? RecordKind.allCases
        members = kinds.compactMap { MemberLineJudge(request.inspection.match, kind: $0) }
    }

    /// Whether a line, without its line feed, would be a record; or, if it is the first of its record, holds one besides.
    mutating func holdsRecord(_ line: RawSpan, isFirst: Bool) -> Bool {
        if !isFirst, let judged = delimited?.isRecord(line) { return judged }
        return members.indices.contains { members[$0].holdsRecord(line, isFirst: isFirst) }
    }
}

/// Judges lines of JSON objects. Several objects are in a line where carriage returns alone end lines, or nothing does: one
/// file behind another without a line feed, or behind an item that a program did not write to its end.
private struct MemberLineJudge {
    private let key: KeyFields
    private let columns: ColumnMap
    private var splitter: NDJSONFieldSplitter

    /// Nil if the source cannot hold records of the kind.
    init?(_ match: FormatMatch, kind: RecordKind) {
        let names = match.columns(kind)
        guard let columns = try? match.format.columnMap(names, renames: match.renames, for: kind) else { return nil }
        key = KeyFields(of: kind)
        self.columns = columns
        splitter = NDJSONFieldSplitter(
            columns: names, renames: match.renames, of: kind, skipsOthers: match.format.isMixed)
    }

    /// The most objects within a line that are looked at, which bounds the time for one that is deeply nested.
    private static let mostObjects = 100

    mutating func holdsRecord(_ line: RawSpan, isFirst: Bool) -> Bool {
        let defect = splitter.split(line)
        guard defect == .malformed else { return !isFirst && defect == nil && hasKey(line) }
        var start = 0
        if isFirst {
            let first = line.firstOffset(of: UInt8(ascii: "{"), from: 0)
            start = JSONObject.end(in: line, from: first) ?? first + 1
        }
        for _ in 0..<Self.mostObjects {
            start = line.firstOffset(of: UInt8(ascii: "{"), from: start)
            guard start < line.byteCount else { return false }
            if let end = JSONObject.end(in: line, from: start), isRecord(line.extracting(start..<end)) { return true }
            // It may be a bracket within a string.
            start += 1
        }
        return false
    }

    private mutating func isRecord(_ text: RawSpan) -> Bool {
        splitter.split(text) == nil && hasKey(text)
    }

    /// Whether the key of the object that was split last can be read.
    private func hasKey(_ text: RawSpan) -> Bool {
        key.areValid(
            in: TextRow(text, resolved: splitter.resolved, fields: splitter.fields, positions: columns.positions.span))
    }
}

/// Judges lines of fields between delimiters.
private struct DelimitedLineJudge {
    private let key: KeyFields
    private let columns: ColumnMap
    private let delimiter: UInt8
    private var splitter: CSVFieldSplitter
    // The fields between delimiters of the line that was read last, kept for the next.
    private var fields: [FieldBounds] = []

    /// Nil if the source's columns fit no kind: it has no records.
    init?(_ source: SourceDescription, kind: RecordKind?) {
        guard let kind = kind ?? ColumnMap.kind(of: source.columns, renames: source.renames),
            let columns = try? ColumnMap(source.layout, for: kind)
        else { return nil }
        key = KeyFields(of: kind)
        self.columns = columns
        delimiter = source.delimiter
        splitter = CSVFieldSplitter(fieldCount: columns.fieldCount, delimiter: delimiter)
    }

    /// Whether a line, without its line feed, would be a record.
    mutating func isRecord(_ line: RawSpan) -> Bool {
        let hasReturn = line.byteCount > 0 && line.byte(at: line.byteCount - 1) == UInt8(ascii: "\r")
        return isOneRecord(hasReturn ? line.extracting(0..<line.byteCount - 1) : line)
    }

    private mutating func isOneRecord(_ line: RawSpan) -> Bool {
        if splitter.split(line) == nil {
            let row = TextRow(
                line, resolved: splitter.resolved, fields: splitter.fields, positions: columns.positions.span)
            if key.areValid(in: row) { return true }
        }
        // The quotes of the line may be the ones that are astray.
        guard splitAtDelimiters(line) else { return false }
        return key.areValid(
            in: TextRow(line, resolved: line, fields: fields.span, positions: columns.positions.span))
    }

    /// Finds the fields if no quote had a meaning, each without one quote at each of its ends; false if their number is wrong.
    private mutating func splitAtDelimiters(_ line: RawSpan) -> Bool {
        fields.removeAll(keepingCapacity: true)
        var start = 0
        while start <= line.byteCount {
            guard fields.count < columns.fieldCount else { return false }
            let end = line.firstOffset(of: delimiter, from: start)
            let isOpened = start < end && line.byte(at: start) == UInt8(ascii: "\"")
            let isClosed = end - start > 1 && line.byte(at: end - 1) == UInt8(ascii: "\"")
            fields.append(
                FieldBounds(start: isOpened ? start + 1 : start, end: isClosed ? end - 1 : end, isResolved: false))
            start = end + 1
        }
        return fields.count == columns.fieldCount
    }
}
