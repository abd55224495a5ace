/// The format of a sample's records.
package enum SampleFormat: String, Sendable, CaseIterable {
    /// CSV with the header of the layout's program.
    case csv

    /// A JSON object on each line. BigQuery quotes numbers, escapes `<`, `>` and `&`, and omits NULL. The others are
    /// Python's, with plain numbers of any length, `null`, and only ASCII.
    case ndjson

    /// Optional columns of text, as a program without types exports them.
    case parquet

    /// One file, `stream.ndjson`, of items of both kinds and of blocks, as `ethereumetl stream` writes them.
    case stream

    /// The usual format of times.
    var timestamp: TimestampSpelling { self == .stream ? .unixSeconds : .bigquery }

    var fileExtension: String {
        switch self {
        case .csv: "csv"
        case .ndjson, .stream: "ndjson"
        case .parquet: "parquet"
        }
    }
}
