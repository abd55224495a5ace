package import ETLModels

/// What the beginning of a file tells of it, without being told.
package struct SourceInspection: Sendable {
    private let path: String
    /// The format of the records.
    package var format: SourceFormat { match.format }
    /// How the file is compressed.
    package let compression: SourceCompression
    /// The names of the fields, as the file has them; none when it has no line.
    package var names: [String] { match.names }
    /// The line with the names, as it is in the file; empty where there is none.
    let header: [UInt8]
    private let match: FormatMatch
    private let size: UInt64
    private let modified: Int64
    private let hasNamedColumns: Bool

    /// The bytes within which a header must end. Keeps the number and the length of names below 2^16, which is as much
    /// as a batch can carry.
    static let limit = 65_534

    /// Reads the beginning of a file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - opener: where the file is.
    ///   - columns: the names of the fields of a file without a header.
    package init(
        path: String, opener: any SourceOpener = SourceRoots.everywhere, columns: [String]? = nil
    ) throws(SourceError) {
        try self.init(of: try opener.open(path), columns: columns)
    }

    init(of file: any SourceFile, columns: [String]?) throws(SourceError) {
        (path, size, modified) = (file.path, file.size, file.modified)
        hasNamedColumns = columns != nil
        compression = try SourceCompression(of: file)
        let sample = try TextSample(of: file, compression, limit: Self.limit)
        if let guess = sample.otherFormat { throw SourceError(path, .notText(lookingLike: guess)) }
        match = try Self.match(sample, columns, file.path)
        header = match.header
        guard match.names.isEmpty || columns != nil else { return }
        if let damage = sample.damage, match.names.isEmpty { throw damage }
        guard sample.isText else { throw SourceError(path, .notText(lookingLike: nil)) }
        guard sample.isWhole || columns != nil else { throw SourceError(path, .headerTooLong(limit: Self.limit)) }
    }

    private static func match(
        _ sample: TextSample, _ columns: [String]?, _ path: String
    ) throws(SourceError) -> FormatMatch {
        let defect: HeaderDefect
        do throws(HeaderDefect) {
            return try SourceFormat.match(sample, columns: columns)
        } catch {
            defect = error
        }
        throw SourceError(path, sample.isText ? .headerMalformed(defect.message) : .notText(lookingLike: nil))
    }
}

extension SourceInspection {
    /// The kinds of record that the file holds, as far as its beginning tells. Several of a stream: each is a source.
    package var kinds: [RecordKind] { match.kinds }

    /// Whether records of several kinds may stand among one another.
    package var isMixed: Bool { format.isMixed }

    /// Describes the file as a source of records of a kind.
    package func description(for kind: RecordKind) -> SourceDescription {
        SourceDescription(
            format: format, compression: compression, delimiter: match.delimiter, columns: match.columns(kind),
            isHeaderless: hasNamedColumns && header.isEmpty, size: size, modified: modified)
    }

    /// Makes sure that the file has what records of a kind must have.
    package func requireColumns(of kind: RecordKind) throws(HeaderError) {
        guard !isMixed, !names.isEmpty else { return }
        // Of named fields only those that are there count, not those that might be.
        _ = try ColumnMap(format.namesFields ? names : match.columns(kind), for: kind)
    }
}
