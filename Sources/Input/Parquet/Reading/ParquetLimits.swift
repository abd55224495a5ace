/// The bounds on what a file may claim. The reader checks each before it takes memory.
public struct ParquetLimits: Sendable, Hashable {
    /// The largest footer, in bytes. The decoded metadata takes a few times as much memory.
    public var footerBytes = 64 << 20
    /// The largest number of elements in the schema.
    public var schemaElements = 100_000
    /// The largest page header with its statistics, in bytes.
    public var pageHeaderBytes = 16 << 20
    /// The largest page, in bytes, compressed and decompressed; also for all values of a page together.
    public var pageBytes = 256 << 20
    /// The largest dictionary of a column, in bytes, decompressed and with 8 bytes for each value.
    public var dictionaryBytes = 128 << 20
    /// The most bytes of pages and dictionaries of all columns of a row group that are in memory at once.
    public var groupBytes = 512 << 20
    /// The largest number of values in a page. Runs of one value take no bytes, so the page's size does not bound it.
    public var pageValues = 1 << 28
    /// The bytes at the end of the file that are requested with the footer's size: most footers are smaller.
    public var tailBytes = 64 << 10
    /// The bytes that the reader requests at once for a column, at most. Larger requests suit slow sources.
    public var readBytes = 256 << 10

    /// The default limits.
    public init() {}

    /// The settings that an error can name.
    public enum Setting: String, Sendable, Hashable {
        case footerBytes, schemaElements, pageHeaderBytes, pageBytes, dictionaryBytes, groupBytes, pageValues

        /// What the limit counts: “bytes of footer”.
        public var unit: String {
            switch self {
            case .footerBytes: "bytes of footer"
            case .schemaElements: "elements of schema"
            case .pageHeaderBytes: "bytes of page header"
            case .pageBytes: "bytes of page"
            case .dictionaryBytes: "bytes of dictionary"
            case .groupBytes: "bytes of pages at once"
            case .pageValues: "values in a page"
            }
        }
    }

    /// Fails if a claim is over a limit.
    static func check(
        _ claimed: some BinaryInteger, _ setting: Setting, _ limit: Int
    ) throws(ParquetError) {
        guard claimed <= limit else {
            throw ParquetError(.overLimit(setting, claimed: Int64(clamping: claimed), limit: Int64(limit)))
        }
    }
}
