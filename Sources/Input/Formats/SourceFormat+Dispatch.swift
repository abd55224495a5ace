public import ETLModels
public import SourceDescriptions

extension SourceFormat {
    /// Hands the visitor the splitter that finds the fields of a record, for records of a layout.
    @inlinable
    @_lifetime(visitor: copy visitor)
    public func dispatch<Visitor: SplitterVisitor & ~Copyable & ~Escapable>(
        _ layout: SourceLayout, of kind: RecordKind, to visitor: inout Visitor
    ) throws(Visitor.Failure) -> Visitor.Output {
        let columns = layout.columns
        switch self {
        case .csv:
            return try visitor.visit(CSVFieldSplitter(fieldCount: columns.count, delimiter: layout.delimiter))
        case .ndjson: return try visitor.visit(NDJSONFieldSplitter(columns: columns))
        case .stream: return try visitor.visit(NDJSONFieldSplitter(columns: columns, itemsOf: kind))
        case .cryo: return try visitor.visit(CryoFieldSplitter(columns: layout.names, delimiter: layout.delimiter))
        }
    }

    /// Recognises the format of a source by its beginning.
    ///
    /// - Parameter naming: what is known of the fields' names. Only CSV may have no header.
    package static func match(_ sample: TextSample, _ naming: ColumnNaming) throws(HeaderDefect) -> FormatMatch {
        try firstMatch(sample, naming).renamed(naming.renames)
    }

    private static func firstMatch(
        _ sample: TextSample, _ naming: ColumnNaming
    ) throws(HeaderDefect) -> FormatMatch {
        if naming.columns == nil {
            if let match = try NDJSON.match(sample) { return match }
        }
        return try CSV.match(sample, naming)
    }
}
