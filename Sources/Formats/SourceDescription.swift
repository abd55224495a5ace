package import ETLModels

/// What has to be known of a file to read it as a stream of records, and to know it again.
package struct SourceDescription: Sendable, Hashable, Codable {
    /// The format of the records.
    package let format: SourceFormat
    /// How the file is compressed.
    package let compression: SourceCompression
    /// The character between fields, where the format has one; else 0.
    package let delimiter: UInt8
    /// The header's names, in their order; none when the source is empty.
    package let columns: [String]
    /// The file's size in bytes, as stored.
    package let size: UInt64
    /// When the file was last written, in nanoseconds since the Unix epoch.
    package let modified: Int64

    /// Describes a file that has been inspected already.
    package init(
        format: SourceFormat, compression: SourceCompression, delimiter: UInt8, columns: [String], size: UInt64,
        modified: Int64
    ) {
        self.format = format
        self.compression = compression
        self.delimiter = delimiter
        self.columns = columns
        self.size = size
        self.modified = modified
    }

    /// The format and the compression, as they are shown: `csv`, `csv, gzip`.
    package var formatName: String {
        compression == .none ? format.name : "\(format.name), \(compression.rawValue)"
    }

    /// What the batches of the source carry.
    package var layout: SourceLayout {
        SourceLayout(format: format.rawValue, delimiter: delimiter, columns: columns)
    }

    /// Opens a file and finds out from its beginning how it is to be read.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - kindIsGiven: whether somebody knows what kind of records the file has. Then it may be empty: a source without
    ///     columns and records.
    /// - Throws: ``SourceError``.
    package static func inspect(path: String, kindIsGiven: Bool = false) throws(SourceError) -> SourceDescription {
        let file = try SourceFile(path)
        let header = try SourceHeader(of: file)
        guard kindIsGiven || !header.columns.isEmpty else { throw SourceError(path, .noHeader) }
        return SourceDescription(
            format: header.format, compression: header.compression, delimiter: header.delimiter,
            columns: header.columns, size: file.size, modified: file.modified)
    }
}
