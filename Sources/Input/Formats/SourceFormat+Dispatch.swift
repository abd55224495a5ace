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
        case .ndjson, .array: return try visitor.visit(NDJSONFieldSplitter(columns: columns, of: kind))
        case .stream: return try visitor.visit(NDJSONFieldSplitter(columns: columns, of: kind, skipsOthers: true))
        case .cryo: return try visitor.visit(CryoFieldSplitter(columns: columns, delimiter: layout.delimiter))
        }
    }

    /// Recognises the format of a source by its beginning.
    ///
    /// - Parameter columns: the names of fields that are in no header; only CSV has such.
    package static func match(_ sample: TextSample, columns: [String]?) throws(HeaderDefect) -> FormatMatch {
        if columns == nil {
            if let match = try JSONArray.match(sample) { return match }
            if let match = try NDJSON.match(sample) { return match }
        }
        let csv = try CSV.match(sample, columns: columns)
        return columns == nil ? Cryo.match(csv) ?? csv : csv
    }

    /// Maps the columns of a kind to the fields of records with a layout's names.
    ///
    /// - Throws: ``HeaderError`` when a required column is not there.
    package func columnMap(_ columns: [String], for kind: RecordKind) throws(HeaderError) -> ColumnMap {
        // The names are the members' own, because records are read by them; cryo has other names than the kind.
        let isCryo = namesFields && Cryo.isNamed(columns)
        return try ColumnMap(isCryo ? Cryo.columns(columns, of: kind) : columns, for: kind)
    }
}
