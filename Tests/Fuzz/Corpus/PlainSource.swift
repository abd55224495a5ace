import ETLModels
import SourceReading
import TestData

/// The records of a CSV source by a plain reading, and why it ends early.
struct PlainSource {
    private(set) var records: [RawContents.Entry] = []
    private(set) var end: SourceError.Reason?

    private let header: [UInt8]
    private let names: [String]
    private let kind: RecordKind?

    init(_ text: [UInt8]) {
        var text = text[...]
        while text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        let all = ReferenceCSV.allRecords(Array(text))
        header = all.first?.text ?? []
        names = all.first.map { Self.names($0.text) } ?? []
        kind = ColumnMap.kind(of: names)
        for record in all.dropFirst() {
            let line = UInt64(record.line)
            if let quote = record.openQuote {
                end = .unclosedQuote(
                    line: UInt64(quote), unread: LineSpan(first: line, count: UInt32(record.lines)))
                return
            }
            switch meaning(of: record.text) {
            case .header: continue
            case .otherHeader:
                end = .anotherExport(line: line)
                return
            case .record: records.append(RawContents.Entry(record, holdsRecords: holdsRecords(record)))
            }
        }
    }

    private enum Meaning {
        case record, header, otherHeader
    }

    private func meaning(of line: [UInt8]) -> Meaning {
        if line == header { return .header }
        guard line.count < 1 << 16 else { return .record }
        let fields = Self.split(line, 0x2C)
        for field in [fields.first ?? [], fields.last ?? []] where Self.isValue(field) { return .record }
        if zip(line, line.dropFirst()).contains(where: { [0x30, 0x5C].contains($0) && $1 == 0x78 }) { return .record }
        // Of another delimiter, where no quote has a meaning.
        let bare = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09].map { Self.split(line, $0).map(Self.name) }
        let isOneLine = !line.contains(0x0A)
        if Self.names(line) == names || isOneLine && bare[0] == names { return .header }
        let isHeader =
            isOneLine && bare.contains(where: areMostlyColumns)
            || ([Self.names(line)] + bare.dropFirst()).contains { ColumnMap.kind(of: $0) != nil }
        return isHeader ? .otherHeader : .record
    }

    private func areMostlyColumns(_ fields: [String]) -> Bool {
        let columns = RecordKind.allCases.flatMap { $0.schema.columns.flatMap(\.headerNames) }
        let known = Set(fields).filter {
            columns.contains($0) || names.contains($0) || ["erc20", "erc721"].contains($0)
        }
        let isName = { (field: String) in field.contains { !("0"..."9").contains($0) } }
        return known.count >= 2 && 2 * known.count >= fields.count && fields.allSatisfy(isName)
    }

    private static func names(_ line: [UInt8]) -> [String] { ReferenceCSV.fields(line).map(name) }

    private static func name(_ field: [UInt8]) -> String {
        HeaderName.normalized(String(decoding: field, as: UTF8.self))
    }

    private static func split(_ line: [UInt8], _ delimiter: UInt8) -> [[UInt8]] {
        line.split(separator: delimiter, omittingEmptySubsequences: false).map(Array.init)
    }

    private static func isValue(_ field: [UInt8]) -> Bool {
        let text = field.first == 0x22 ? field.dropFirst() : field[...]
        let digits = text.prefix { (0x30...0x39).contains($0) }
        return text.starts(with: Array("0x".utf8)) || text.starts(with: Array("\\x".utf8))
            || !digits.isEmpty && (digits.count == text.count || text.dropFirst(digits.count).first == 0x22)
    }

    /// Whether a later line, or a part of one between carriage returns, has the fields of a record.
    private func holdsRecords(_ record: ReferenceCSV.Record) -> Bool {
        guard let kind else { return false }
        let map = names.isEmpty ? nil : try? ColumnMap(names, for: kind)
        guard let map else { return false }
        let hasRecord = { (line: [UInt8]) in
            // A line of over half a MiB is not judged.
            guard line.count <= 1 << 19 else { return false }
            let bare = Self.split(line, 0x2C).map(Self.withoutQuotes)
            return [ReferenceCSV.soundFields(line), bare].contains { $0.map { hasKey($0, map, kind) } ?? false }
        }
        return Self.laterLines(of: record.text, ends: [0x0A], contain: hasRecord)
            || Self.laterLines(of: record.text, ends: [0x0A, 0x0D], contain: hasRecord)
    }

    /// Whether a line after the first fulfils a condition. They are made one at a time, because there may be very many.
    private static func laterLines(
        of text: [UInt8], ends: [UInt8], contain condition: ([UInt8]) -> Bool
    ) -> Bool {
        var next = text.firstIndex(where: ends.contains)
        while let start = next {
            next = text[(start + 1)...].firstIndex(where: ends.contains)
            var line = Array(text[(start + 1)..<(next ?? text.count)])
            if line.last == 0x0D { line.removeLast() }
            if condition(line) { return true }
        }
        return false
    }

    private static func withoutQuotes(_ field: [UInt8]) -> [UInt8] {
        let isClosed = field.count > 1 && field.last == 0x22
        return Array(field.dropLast(isClosed ? 1 : 0).dropFirst(field.first == 0x22 ? 1 : 0))
    }

    private func hasKey(_ fields: [[UInt8]], _ map: ColumnMap, _ kind: RecordKind) -> Bool {
        guard fields.count == map.fieldCount else { return false }
        return zip(kind.schema.columns, map.positions).allSatisfy { column, position in
            guard kind.schema.key.contains(column.name), position >= 0 else { return true }
            let text = String(decoding: fields[position], as: UTF8.self)
            switch column.type {
            case .address:
                return text.utf8.count == 42 && (text.hasPrefix("0x") || text.hasPrefix("\\x"))
                    && text.utf8.dropFirst(2).allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
            default:
                let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
                let limit = column.name == "log_index" ? Int64(Int32.max) : Int64.max
                return isNumber && (Int64(text).map { $0 <= limit } ?? false)
            }
        }
    }
}
