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
        // The text of a row is a line of CSV.
        case .csv, .parquet:
            return try visitor.visit(CSVFieldSplitter(fieldCount: columns.count, delimiter: layout.delimiter))
        case .ndjson, .array:
            return try visitor.visit(NDJSONFieldSplitter(columns: columns, renames: layout.renames, of: kind))
        case .stream:
            return try visitor.visit(
                NDJSONFieldSplitter(columns: columns, renames: layout.renames, of: kind, skipsOthers: true))
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
        if naming.columns != nil {
            guard !NDJSON.startsWithRecord(sample, naming.renames) else {
                throw HeaderDefect(
                    message: "its records are JSON and name their fields: submit the file without --columns")
            }
        } else {
            if let match = try JSONArray.match(sample, naming.renames) { return match }
            if let match = try NDJSON.match(sample, naming.renames) { return match }
        }
        return try CSV.match(sample, naming)
    }

    /// The names of a layout's fields as the kind's columns may be called. Of JSON, a layout has the members' own names,
    /// because records are read by them, and cryo has other names than the kind.
    package func fieldNames(_ columns: [String], renames: [ColumnRename], for kind: RecordKind) -> [String] {
        namesFields ? NDJSON.fieldNames(columns, renames, of: kind) : columns
    }

    /// Maps the columns of a kind to the fields of records with some names.
    ///
    /// - Throws: ``HeaderError``, as the map's initializer.
    package func columnMap(
        _ columns: [String], renames: [ColumnRename], for kind: RecordKind
    ) throws(HeaderError) -> ColumnMap {
        try ColumnMap(fieldNames(columns, renames: renames, for: kind), renames: renames, for: kind)
    }

    /// Maps the columns of a kind to the fields of records of a layout.
    package func columnMap(_ layout: SourceLayout, for kind: RecordKind) throws(HeaderError) -> ColumnMap {
        try columnMap(layout.columns, renames: layout.renames, for: kind)
    }
}
