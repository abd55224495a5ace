package import ETLModels
package import SourceDescriptions

/// Formats whose files name their columns outside of the records.
package enum Columnar {
    /// Matches a file's columns with those of the kinds. Names may be cryo's.
    package static func match(_ names: [String], _ format: SourceFormat, _ renames: [ColumnRename]) -> FormatMatch {
        let isCryo = Cryo.isNamed(names, renames)
        let kind = isCryo ? Cryo.kind(of: names, renames) : ColumnMap.kind(of: names, renames: renames)
        let match = FormatMatch(
            format: format, delimiter: UInt8(ascii: ","), names: names, kinds: kind.map { [$0] } ?? [],
            columns: { isCryo ? Cryo.columns(names, renames, of: $0) : names })
        return match.renamed(renames)
    }
}
