internal import ETLModels
internal import Formats
internal import SourceDescriptions

/// Ranges of blocks. They describe themselves: nothing is asked of the node.
enum BlockFamily: FormatFamily {
    static func inspect(
        _ file: any SourceFile, _ naming: ColumnNaming, _ limits: ColumnarLimits
    ) throws(SourceError) -> SourceInspection? {
        guard file is any BlockFile else { return nil }
        let match = FormatMatch(
            format: .csv, delimiter: UInt8(ascii: ","), names: BlockColumns.names, kinds: [.tokenTransfers]
        ) { _ in BlockColumns.names }
        return SourceInspection(of: file, match, .none, isHeaderless: true)
    }

    /// None: what a node answers is checked when it is read.
    static func damageSearch(
        in source: SourceDescription, at path: String, _ opener: any SourceOpener, _ watch: ReadingWatch
    ) throws(SourceError) -> (any DamageSearch & ~Copyable)? { nil }
}
