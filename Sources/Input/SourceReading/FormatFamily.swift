internal import Formats
internal import SourceDescriptions

/// Formats whose files are recognised, checked and read in one way. Text is a family.
protocol FormatFamily {
    /// Inspects a file's beginning, or the place where its formats describe themselves.
    ///
    /// - Parameters:
    ///   - naming: what is known of the fields.
    ///   - limits: those of a columnar file.
    /// - Returns: the inspection; nil if the file is of another family.
    static func inspect(
        _ file: any SourceFile, _ naming: ColumnNaming, _ limits: ColumnarLimits
    ) throws(SourceError) -> SourceInspection?

    /// Opens a source to look for damage before its first batch is cut; see ``SourceChecker``.
    ///
    /// - Returns: nil if the source has none that can be found.
    static func damageSearch(
        in source: SourceDescription, at path: String, _ opener: any SourceOpener, _ watch: ReadingWatch
    ) throws(SourceError) -> (any DamageSearch & ~Copyable)?
}

extension SourceFormat {
    /// The families in the order in which they are tried. Text is the last: it also reports why a file matches none.
    static var families: [any FormatFamily.Type] { [ChainFamily.self, ParquetFamily.self, TextFamily.self] }

    /// The family that reads the format.
    var family: any FormatFamily.Type {
        switch self {
        case .csv, .ndjson, .stream, .cryo, .array: TextFamily.self
        case .parquet: ParquetFamily.self
        }
    }

    /// Opens the format's cursor and the cutter of its batches. Each cursor is named here, so that the compiler makes a
    /// copy of the cutter's loop for it.
    func cutter(_ request: CursorRequest) throws(SourceError) -> AnyBatchCutter {
        // The lines of what a node serves are in no file.
        if let file = request.file as? any ChainFile {
            return try AnyBatchCutter(try ChainCursor(request, file), request)
        }
        switch self {
        case .csv, .cryo:
            let scanner = CSVScanner(delimiter: request.source.delimiter)
            return try AnyBatchCutter(try TextCursor(request, scanner), request)
        case .array:
            guard let opening = request.inspection.match.arrayOpening else {
                throw SourceError(request.file.path, .contentChanged)
            }
            let scanner = JSONArrayScanner(opening, isAtStart: request.position == .start)
            return try AnyBatchCutter(try TextCursor(request, scanner), request)
        case .parquet: return try AnyBatchCutter(try ParquetCursor(request), request)
        case .ndjson, .stream: return try AnyBatchCutter(try TextCursor(request, LineScanner()), request)
        }
    }

    /// Opens the cursor of a format that mixes kinds, and the cutter that cuts batches of several kinds at once.
    ///
    /// - Returns: nil if the format mixes no kinds.
    func sharedCutter(
        _ request: CursorRequest, _ shares: [StreamShare], from record: UInt64
    ) throws(SourceError) -> AnySharedCutter? {
        guard isMixed else { return nil }
        return try AnySharedCutter(try TextCursor(request, LineScanner()), request, shares, from: record)
    }
}
