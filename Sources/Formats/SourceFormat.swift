public import ETLModels

/// The formats there are. The one registry: a new format is one more case here; the raw value is the code in
/// `SourceLayout.format`.
///
/// Public, unlike the rest of the module, with what the transformer's inner loop is compiled together with: only public
/// code can be inlined into another module.
public enum SourceFormat: UInt8, Sendable, Hashable, Codable, CaseIterable {
    /// Values separated by commas, semicolons or tabs.
    case csv = 1
    /// A JSON object on each line.
    case ndjson = 2
    /// The same, of items of several types, as ethereum-etl streams them.
    case stream = 3
    /// The CSV of cryo.
    case cryo = 4

    /// The format's name, as it is shown.
    public var name: String {
        switch self {
        case .csv: "csv"
        case .ndjson: "ndjson"
        case .stream: "ndjson stream"
        case .cryo: "cryo csv"
        }
    }

    /// Whether each record names its fields, so that any of them may be missing; else their order tells them.
    package var namesFields: Bool {
        switch self {
        case .csv, .cryo: false
        case .ndjson, .stream: true
        }
    }

    /// Whether records of several kinds may stand among one another.
    package var isMixed: Bool { self == .stream }

    /// Hands the visitor what tells the fields of a record apart, for records of a layout.
    @inlinable
    @_lifetime(visitor: copy visitor)
    public func open<Visitor: SplitterVisitor & ~Copyable & ~Escapable>(
        _ layout: SourceLayout, of kind: RecordKind, _ visitor: inout Visitor
    ) throws(Visitor.Failure) -> Visitor.Output {
        let columns = layout.columns
        switch self {
        case .csv:
            return try visitor.visit(CSVFieldSplitter(fieldCount: columns.count, delimiter: layout.delimiter))
        case .ndjson: return try visitor.visit(NDJSONFieldSplitter(columns: columns))
        case .stream: return try visitor.visit(NDJSONFieldSplitter(columns: columns, itemsOf: kind))
        case .cryo: return try visitor.visit(CryoFieldSplitter(columns: columns, delimiter: layout.delimiter))
        }
    }

    /// What tells the records of a source apart.
    func scanner(delimiter: UInt8) -> any RecordScanner {
        switch self {
        case .csv, .cryo: CSVScanner(delimiter: delimiter)
        case .ndjson, .stream: LineScanner()
        }
    }

    /// What tells records that are of another kind, where a source may have some.
    ///
    /// - Parameter kind: the kind that is wanted; nil for all.
    func filter(for kind: RecordKind?) -> ItemFilter {
        ItemFilter(itemType: isMixed ? kind.map(NDJSON.itemType) : nil)
    }

    /// The format of a source, by its beginning.
    ///
    /// - Parameter columns: the names of fields that are in no header; only CSV has such.
    static func match(_ sample: TextSample, columns: [String]?) throws(HeaderDefect) -> FormatMatch {
        if columns == nil {
            if let match = try NDJSON.match(sample) { return match }
        }
        let csv = try CSV.match(sample, columns: columns)
        return columns == nil ? Cryo.match(csv) ?? csv : csv
    }
}
