package import ETLModels
internal import Formats
package import SourceDescriptions

/// The description that a file's own content gives, in any family of formats.
package struct SourceInspection: Sendable {
    /// How the file is compressed.
    package let compression: SourceCompression
    /// The format's match of the file.
    let match: FormatMatch
    /// What identifies the file's content; nil in the findings of a family.
    private(set) var fingerprint: SourceFingerprint?
    private let path: String
    private let size: UInt64
    private let modified: Int64
    private let isHeaderless: Bool
    private let amounts: AmountReading
    /// What a Parquet file says of itself; nil of another format.
    let parquet: ParquetContent?

    /// Opens a file and lets each family of formats inspect it.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - opener: where the file is.
    ///   - naming: what is known of the fields' names.
    package init(
        path: String, opener: any SourceOpener = SourceRoots.everywhere, naming: ColumnNaming = ColumnNaming()
    ) throws(SourceError) {
        try self.init(of: try opener.open(path), naming, .ofCommands)
    }

    init(of file: any SourceFile, _ naming: ColumnNaming, _ limits: ColumnarLimits) throws(SourceError) {
        for family in SourceFormat.families {
            guard let found = try family.inspect(file, naming, limits) else { continue }
            self = found
            fingerprint = try file.fingerprint()
            return
        }
        throw SourceError(file.path, .notText(lookingLike: nil))
    }

    /// Takes the findings of a family.
    ///
    /// - Parameter isHeaderless: whether the names of the fields are not in the file.
    init(of file: any SourceFile, _ match: FormatMatch, _ compression: SourceCompression, isHeaderless: Bool) {
        self.match = match
        self.compression = compression
        self.isHeaderless = isHeaderless
        (parquet, amounts) = (nil, AmountReading())
        (path, size, modified) = (file.path, file.size, file.modified)
    }

    /// Takes the findings of the family of Parquet.
    init(of file: any SourceFile, _ match: FormatMatch, _ parquet: ParquetContent, _ amounts: AmountReading) {
        self.match = match
        self.parquet = parquet
        self.amounts = amounts
        (compression, isHeaderless) = (.none, false)
        (path, size, modified) = (file.path, file.size, file.modified)
    }
}

extension SourceInspection {
    /// The format of the records.
    package var format: SourceFormat { match.format }

    /// The names of the fields, as in the file; empty if no record names any.
    package var names: [String] { match.names }

    /// The kinds of record that the file holds, as far as its beginning shows. Each kind of a stream is a source.
    package var kinds: [RecordKind] { match.kinds }

    /// Whether the file is one of cryo's that holds approvals by its name, and nothing in it says otherwise.
    package var holdsApprovals: Bool { match.holdsApprovals(at: path) }

    /// Whether the file may mix records of several kinds.
    package var isMixed: Bool { format.isMixed }

    /// Describes the file as a source of records of a kind.
    ///
    /// - Parameter kind: nil when no kind is known, and its fields keep their names.
    package func description(for kind: RecordKind?) -> SourceDescription {
        let columns = kind.map(match.columns) ?? names
        let readings = kind.flatMap { parquet?.readings(columns, renames, of: $0) } ?? []
        return SourceDescription(
            format: format, compression: compression, delimiter: match.delimiter, columns: columns,
            isHeaderless: isHeaderless, renames: match.renames, storages: readings.map { $0?.storage ?? .absent },
            amounts: amounts, size: size, modified: modified, fingerprint: fingerprint)
    }

    /// The fields that have other names than their columns, as the file has them.
    package var renames: [ColumnRename] { match.renames }

    /// Verifies that the file has the columns that a kind needs, each once.
    package func requireColumns(of kind: RecordKind) throws(HeaderError) {
        guard !names.isEmpty, !isMixed || match.itemNames[kind] != nil else { return }
        do throws(HeaderError) {
            _ = try format.columnMap(presentColumns(of: kind), renames: renames, for: kind)
        } catch {
            throw format.namesFields ? error : error.naming(names)
        }
        let faults = parquet?.faults(match.columns(kind), renames, of: kind) ?? []
        guard faults.isEmpty else { throw HeaderError(kind: kind, missing: [], faults: faults) }
    }

    /// The fields of the file that each column of a kind could be read from.
    package func places(of kind: RecordKind) -> HeaderMatch {
        let columns = format.namesFields ? names : match.columns(kind)
        return HeaderMatch(
            format.fieldNames(columns, renames: renames, for: kind), renames: renames, for: kind)
    }

    /// The fields that are neither stored nor checked in records of some kinds, by their names in the file.
    package func unreadNames(by kinds: [RecordKind]) -> [String] {
        let stored = Set(kinds.flatMap { places(of: $0).positions.joined() })
        let checked = kinds.flatMap(CheckedField.all).flatMap { $0.positions(in: names) }
        let read = stored.union(checked)
        return names.indices.filter { !read.contains($0) }.map { names[$0] }
    }

    /// The names of a kind's fields. If records name their fields, only the names that occur.
    private func presentColumns(of kind: RecordKind) -> [String] {
        let columns = match.columns(kind)
        guard format.namesFields else { return columns }
        let present = match.itemNames[kind] ?? Set(names)
        return columns.filter(present.contains)
    }

    /// Whether a description has the same layout, for records of any kind.
    func agrees(with source: SourceDescription) -> Bool {
        description(for: nil).isWrittenAlike(source)
            || RecordKind.allCases.contains { description(for: $0).isWrittenAlike(source) }
    }
}

extension SourceDescription {
    /// Opens a file and describes it as a source of the first kind that it may hold.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - opener: where the file is.
    ///   - kindIsGiven: whether the kind of the file's records is already known. Then the file may be empty: a source
    ///     without columns and records.
    /// - Throws: ``SourceError``.
    package static func inspect(
        path: String, opener: any SourceOpener = SourceRoots.everywhere, kindIsGiven: Bool = false
    ) throws(SourceError) -> SourceDescription {
        let inspection = try SourceInspection(path: path, opener: opener)
        guard kindIsGiven || !inspection.names.isEmpty else { throw SourceError(path, .noHeader) }
        return inspection.description(for: inspection.kinds.first)
    }
}
