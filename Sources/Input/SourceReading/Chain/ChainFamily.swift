internal import ETLModels
internal import Formats
internal import SourceDescriptions

/// Sources that a node serves. They describe themselves: nothing is asked of the node.
enum ChainFamily: FormatFamily {
    static func inspect(
        _ file: any SourceFile, _ naming: ColumnNaming, _ limits: ColumnarLimits
    ) throws(SourceError) -> SourceInspection? {
        guard let file = file as? any ChainFile else { return nil }
        let columns = file.columns
        let match = FormatMatch(
            format: .csv, delimiter: UInt8(ascii: ","), names: columns, kinds: [file.kind]
        ) { _ in columns }
        return SourceInspection(of: file, match, .none, isHeaderless: true)
    }

    /// None: what a node answers is checked when it is read.
    static func damageSearch(
        in source: SourceDescription, at path: String, _ opener: any SourceOpener, _ watch: ReadingWatch
    ) throws(SourceError) -> (any DamageSearch & ~Copyable)? { nil }
}
