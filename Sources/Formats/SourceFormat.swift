public import ETLModels

/// The formats there are. The one registry: a new format is one more case here; the raw value is the code in
/// `SourceLayout.format`.
///
/// Public, unlike the rest of the module, with what the transformer's inner loop is compiled together with: only public
/// code can be inlined into another module.
public enum SourceFormat: UInt8, Sendable, Hashable, Codable, CaseIterable {
    /// Comma-separated values with a header.
    case csv = 1

    /// The format's name, as it is shown.
    public var name: String {
        switch self {
        case .csv: "csv"
        }
    }

    /// Hands the visitor what tells the fields of a record apart, for records of a layout.
    @inlinable
    @_lifetime(visitor: copy visitor)
    public func open<Visitor: SplitterVisitor & ~Copyable & ~Escapable>(
        _ layout: SourceLayout, _ visitor: inout Visitor
    ) throws(Visitor.Failure) -> Visitor.Output {
        switch self {
        case .csv: try visitor.visit(CSVFieldSplitter(fieldCount: layout.columns.count, delimiter: layout.delimiter))
        }
    }

    /// What tells the records of a source apart.
    func scanner(delimiter: UInt8) -> any RecordScanner {
        switch self {
        case .csv: CSVScanner(delimiter: delimiter)
        }
    }

    /// The names in a header.
    func columns(ofHeader line: [UInt8], delimiter: UInt8) throws(HeaderDefect) -> [String] {
        switch self {
        case .csv: try CSVHeader.columns(of: line, delimiter: delimiter)
        }
    }
}
