import CoreMetrics
package import ETLModels

/// The extractor's metrics.
package struct ExtractMetrics: Sendable {
    private let records: PerKind<Counter>
    private let batches: PerKind<Counter>
    private let bytes: Counter
    private let downloadRetries: Counter

    package init(_ metrics: StageMetrics) {
        let maker = metrics.maker
        records = maker.outcomes(MetricCatalogue.records, "read")
        batches = maker.outcomes(MetricCatalogue.batches, "done")
        bytes = maker.counter(MetricCatalogue.bytesReceived, [maker.stageLabel])
        downloadRetries = maker.counter(MetricCatalogue.downloadRetries, [])
    }

    /// A batch was cut, with this number of records and of the file's bytes.
    package func read(_ kind: RecordKind, records count: Int, bytes size: Int) {
        records[kind].increment(by: count)
        bytes.increment(by: size)
    }

    /// A server has failed, and the extractor retries the request.
    package func retriedDownload() { downloadRetries.increment() }

    /// The broker has stored a batch.
    package func published(_ kind: RecordKind) { batches[kind].increment() }
}
