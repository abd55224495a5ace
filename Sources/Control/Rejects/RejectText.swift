package import ETLModels
import Formats
import Ledger
package import SourceDescriptions

/// Parses the texts of a source's rejects by the format of that source.
package struct RejectText: Sendable {
    let kind: RecordKind
    private let format: SourceFormat
    private let layout: SourceLayout
    /// The field index of each column of the kind; empty when unknown.
    private let positions: [Int]

    package init(kind: RecordKind, format: SourceFormat, layout: SourceLayout) {
        self.kind = kind
        self.format = format
        self.layout = layout
        positions = (try? format.columnMap(layout, for: kind))?.positions ?? []
    }

    /// Creates a parser for a source of the ledger.
    init(_ source: RejectSource) throws(RejectError) {
        let name = source.format.prefix { $0 != "," }
        guard let format = SourceFormat.allCases.first(where: { $0.name == name }) else {
            throw .unknown("\(source.uri): the format “\(source.format)”")
        }
        guard let kind = RecordKind(name: source.kind) else {
            throw .unknown("\(source.uri): the kind “\(source.kind)”")
        }
        let layout = SourceLayout(
            format: format.rawValue, delimiter: source.delimiter.utf8.first ?? 0, columns: source.fieldNames,
            renames: source.renames)
        self.init(kind: kind, format: format, layout: layout)
    }

    /// Whether the file may contain several sources.
    package var isMixed: Bool { format.isMixed }

    /// The fields that are checked and not stored, in their order.
    var checkedFields: [CheckedField] { CheckedField.all(of: kind) }

    /// The value of each column, with quotes and escapes resolved; nil when the text is not a record with fields.
    func values(of raw: String, reason: String) -> [String?]? {
        guard !positions.isEmpty else { return nil }
        return values(of: raw, at: positions, reason: reason)
    }

    /// The value of each of the ``checkedFields``; several values if the record has the field under several names.
    func checkedValues(of raw: String, reason: String) -> [String?] {
        checkedFields.map { field in
            let found = values(of: raw, at: field.positions(in: layout.columns), reason: reason) ?? []
            let values = Set(found.compactMap { $0 }).sorted()
            return values.isEmpty ? nil : values.joined(separator: " ")
        }
    }

    private func values(of raw: String, at positions: [Int], reason: String) -> [String?]? {
        guard !Self.reasonsWithoutFields.contains(reason) else { return nil }
        var texts = FieldTexts(record: Array(raw.utf8), positions: positions)
        // These texts were written by the loader.
        if Self.reasonsOfTheLoader.contains(reason) {
            let line = SourceLayout(
                format: SourceFormat.csv.rawValue, delimiter: UInt8(ascii: ","), columns: layout.columns)
            return SourceFormat.csv.dispatch(line, of: kind, to: &texts)
        }
        return format.dispatch(layout, of: kind, to: &texts)
    }

    /// The value of the field that caused the reject; nil when empty.
    package func value(of field: String?, in raw: String, reason: String) -> String? {
        if let checked = checkedFields.firstIndex(where: { $0.name == field }) {
            return checkedValues(of: raw, reason: reason)[checked]
        }
        guard let field, let column = kind.schema.columns.firstIndex(where: { $0.name == field }) else { return nil }
        return values(of: raw, reason: reason)?[column]
    }

    /// Whether the text of a reject is truncated.
    static func isCut(_ raw: String, reason: String) -> Bool {
        let kept = BatchLimits(records: 1).defectiveRecordBytes
        return reason == RejectReason.tooLong.name
            || reason == RejectReason.holdsRecords.name && raw.utf8.count >= kept
    }

    private static let reasonsOfTheLoader = Set(RejectReason.allCases.filter(\.isAboutTable).map(\.name))

    private static let reasonsWithoutFields: Set<String> = Set(
        [RejectReason.fieldCount, .strayQuote, .holdsRecords, .malformed, .duplicateField, .tooLong].map(\.name))
}

/// The fields of one record, as texts.
private struct FieldTexts: SplitterVisitor {
    let record: [UInt8]
    let positions: [Int]

    mutating func visit<Splitter: FieldSplitter>(_ splitter: Splitter) -> [String?]? {
        var splitter = splitter
        let text = record.span.bytes
        guard splitter.split(text) == nil else { return nil }
        var values: [String?] = []
        for position in positions {
            guard position >= 0 else {
                values.append(nil)
                continue
            }
            let value = splitter.text(of: position, in: text)
            values.append(value.isEmpty ? nil : value)
        }
        return values
    }
}
