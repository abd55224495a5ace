internal import Parquet

/// Limits of what a columnar file may claim, checked before any memory is taken.
package struct ColumnarLimits: Sendable, Hashable {
    /// The largest footer, in bytes.
    package var footerBytes = 16 << 20
    /// The largest page, in bytes, compressed and decompressed.
    package var pageBytes = 64 << 20
    /// The largest dictionary of a column, in bytes.
    package var dictionaryBytes = 64 << 20
    /// The most bytes of a row group that are in memory at once: a page, as it is stored and decompressed, and the dictionary of
    /// each column that is read.
    package var groupBytes = 128 << 20

    package init() {}

    /// For commands, which have no other work.
    static let ofCommands: ColumnarLimits = {
        var limits = ColumnarLimits()
        limits.footerBytes = 256 << 20
        return limits
    }()

    /// The limits for the reader of a file.
    func parquet(partSize: Int) -> ParquetLimits {
        var limits = ParquetLimits()
        limits.footerBytes = footerBytes
        limits.pageBytes = pageBytes
        limits.dictionaryBytes = dictionaryBytes
        limits.groupBytes = groupBytes
        limits.readBytes = partSize
        return limits
    }
}

extension ParquetLimits.Setting {
    /// The name of the extractor's setting; nil for a limit that is none.
    var environmentName: String? {
        switch self {
        case .footerBytes: "ETL_PARQUET_FOOTER_BYTES"
        case .pageBytes: "ETL_PARQUET_PAGE_BYTES"
        case .dictionaryBytes: "ETL_PARQUET_DICTIONARY_BYTES"
        case .groupBytes: "ETL_PARQUET_GROUP_BYTES"
        case .schemaElements, .pageHeaderBytes, .pageValues: nil
        }
    }
}
