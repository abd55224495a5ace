import DisplayText
import ETLModels
import Ledger

/// The format of exported rejects; the file can be corrected and submitted.
package enum RejectFormat: String, CaseIterable, Sendable {
    case csv, ndjson
}

/// What becomes of the texts of exported rejects.
package struct RejectTexts: Sendable, Hashable {
    /// Whether signs stand for the characters that a terminal would interpret.
    package var arePrintable = false
    /// Whether an apostrophe precedes what a spreadsheet would take for a formula: at the beginning of a text, and behind what some take for
    /// the end of a cell. Apostrophes that are there already get one more, so that removing one of each restores the text.
    ///
    /// Source: owasp.org/www-community/attacks/CSV_Injection.
    package var areGuarded = false

    package init(arePrintable: Bool = false, areGuarded: Bool = false) {
        self.arePrintable = arePrintable
        self.areGuarded = areGuarded
    }

    private static let formulaStarts: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]

    private static let cellEnds: Set<Unicode.Scalar> = [";", "\t", "\r", "\n"]

    func text(_ text: String) -> String {
        let guarded = areGuarded ? Self.guarded(text) : text
        return arePrintable ? guarded.printable : guarded
    }

    private static func guarded(_ text: String) -> String {
        var (guarded, isStart) = (String.UnicodeScalarView(), true)
        let scalars = text.unicodeScalars
        for place in scalars.indices {
            if isStart, let first = scalars[place...].first(where: { $0 != "'" }), formulaStarts.contains(first) {
                guarded.append("'")
            }
            guarded.append(scalars[place])
            isStart = cellEnds.contains(scalars[place])
        }
        return String(guarded)
    }
}

/// A reject to write.
struct ExportedReject: Sendable {
    /// The values in the order of the kind's columns.
    var values: [String?]
    /// The values of the fields that are checked and not stored: without them, a record of another chain would load.
    var checked: [String?] = []
    var source: String
    let record: Int64
    let reason: String
    let field: String?
    /// The text of a record that has no fields.
    var raw: String?
}

extension ExportedReject {
    init(_ reject: StoredReject, _ text: RejectText) {
        let values = text.values(of: reject.raw, reason: reject.reason)
        self.init(
            values: values ?? text.kind.schema.columns.map { _ in nil },
            checked: text.checkedValues(of: reject.raw, reason: reject.reason), source: reject.uri,
            record: reject.recordNumber, reason: reject.reason, field: reject.field,
            raw: values == nil ? reject.raw : nil)
    }

    /// The same with other texts, where they are not ours.
    func with(_ texts: RejectTexts) -> ExportedReject {
        guard texts != RejectTexts() else { return self }
        var changed = self
        changed.values = values.map { $0.map(texts.text) }
        changed.checked = checked.map { $0.map(texts.text) }
        changed.source = texts.text(source)
        changed.raw = raw.map(texts.text)
        return changed
    }

    /// The columns after those of the kind; submissions ignore unknown columns.
    fileprivate var notes: [(name: String, text: String?)] {
        zip(Self.noteNames, [source, "\(record)", reason, field, raw]).map { ($0, $1) }
    }

    fileprivate static let noteNames = [
        "reject_source", "reject_record", "reject_reason", "reject_field", "reject_raw",
    ]
}

extension RejectFormat {
    /// Appends the header line of a kind, if the format has one.
    func writeHeader(of kind: RecordKind, into bytes: inout [UInt8]) {
        guard self == .csv else { return }
        Self.writeCSV(
            kind.schema.columns.map(\.name) + CheckedField.all(of: kind).map(\.name) + ExportedReject.noteNames,
            into: &bytes)
    }

    /// Appends a reject and a line feed.
    func write(_ reject: ExportedReject, of kind: RecordKind, into bytes: inout [UInt8]) {
        switch self {
        case .csv: Self.writeCSV(reject.values + reject.checked + reject.notes.map(\.text), into: &bytes)
        case .ndjson: Self.writeObject(reject, of: kind, into: &bytes)
        }
    }

    private static func writeCSV(_ fields: [String?], into bytes: inout [UInt8]) {
        let line = fields.map { RecordText.quoted($0 ?? "") }.joined(separator: ",")
        bytes.append(contentsOf: (line + "\n").utf8)
    }

    /// Omits absent fields except those that identify the kind of the file and show what to fill in.
    private static func writeObject(
        _ reject: ExportedReject, of kind: RecordKind, into bytes: inout [UInt8]
    ) {
        let (columns, needsOneOf) = (kind.schema.columns, kind.schema.needsOneOf)
        var members: [(String, String?)] = []
        for (column, value) in zip(columns, reject.values)
        where value != nil || column.isRequired || needsOneOf.contains(column.name) {
            members.append((column.name, value))
        }
        for (field, text) in zip(CheckedField.all(of: kind), reject.checked) where text != nil {
            members.append((field.name, text))
        }
        for (name, text) in reject.notes where text != nil { members.append((name, text)) }
        for (index, (name, value)) in members.enumerated() {
            bytes.append(UInt8(ascii: index == 0 ? "{" : ","))
            writeString(name, into: &bytes)
            bytes.append(UInt8(ascii: ":"))
            if let value { writeString(value, into: &bytes) } else { bytes.append(contentsOf: "null".utf8) }
        }
        bytes.append(contentsOf: "}\n".utf8)
    }

    private static func writeString(_ text: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": bytes += [UInt8(ascii: "\\"), UInt8(truncatingIfNeeded: scalar.value)]
            case _ where scalar.isObeyed: bytes += scalar.jsonEscape.utf8
            default: bytes += String(scalar).utf8
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
