/// How the records of a sample are written.
package enum SampleFormat: String, Sendable, CaseIterable {
    /// With a header, as the layout's program writes it.
    case csv

    /// A JSON object on each line. BigQuery's has numbers in quotes, `<`, `>` and `&` as escapes, and leaves out what is NULL;
    /// the others are Python's, with plain numbers of any length, `null`, and nothing beyond ASCII.
    case ndjson

    /// One file, `stream.ndjson`, of items of both kinds and of blocks, as `ethereumetl stream` writes them.
    case stream

    /// How times are mostly written.
    var timestamp: TimestampSpelling { self == .stream ? .unixSeconds : .bigquery }

    var fileExtension: String { self == .csv ? "csv" : "ndjson" }
}
