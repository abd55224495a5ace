internal import Formats
internal import Parquet
internal import SourceDescriptions

/// Parquet files, which describe themselves in a footer.
enum ParquetFamily: FormatFamily {
    static func inspect(
        _ file: any SourceFile, _ naming: ColumnNaming, _ limits: ColumnarLimits
    ) throws(SourceError) -> SourceInspection? {
        guard try beginsLikeParquet(file) else { return nil }
        guard naming.columns == nil else { throw SourceError(file.path, .namesItsColumns) }
        let opened = try open(file, limits)
        let metadata = opened.metadata
        guard !metadata.columns.isEmpty else { throw SourceError(file.path, .noColumns) }
        // Each batch has the names.
        guard metadata.columns.reduce(0, { $0 + $1.name.utf8.count + 4 }) <= TextFamily.headerLimit else {
            throw SourceError(file.path, .columnNamesTooLong(limit: TextFamily.headerLimit))
        }
        let match = Columnar.match(metadata.columns.map(\.name), .parquet, naming.renames)
        return SourceInspection(of: file, match, ParquetContent(opened, naming.amounts), naming.amounts)
    }

    /// None: each page has a checksum of its own, if any, and damage ends the reading where it is.
    static func damageSearch(
        in source: SourceDescription, at path: String, _ opener: any SourceOpener, _ watch: ReadingWatch
    ) throws(SourceError) -> (any DamageSearch & ~Copyable)? { nil }

    /// Reads the footer.
    private static func open(
        _ file: any SourceFile, _ limits: ColumnarLimits
    ) throws(SourceError) -> ParquetFile<SourceFileBytes> {
        do throws(ParquetFailure<SourceError>) {
            return try ParquetFile(SourceFileBytes(file: file), limits: limits.parquet(partSize: file.partSize))
        } catch {
            throw SourceError(file.path, error)
        }
    }

    /// `PAR1`, or `PARE` if the footer is encrypted.
    private static func beginsLikeParquet(_ file: any SourceFile) throws(SourceError) -> Bool {
        guard file.size >= 4 else { return false }
        var magic = [UInt8](repeating: 0, count: 4)
        _ = try file.read(at: 0, into: &magic, 0..<4)
        return magic == Array("PAR1".utf8) || magic == Array("PARE".utf8)
    }
}
