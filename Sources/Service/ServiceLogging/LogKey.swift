/// The metadata keys of log lines. Messages are constant; metadata varies.
///
/// Values are raw: the handler keeps the line on one line.
package enum LogKey {
    /// The identity of a batch: its source's UUID and its sequence. Of an extract job, the batch that it starts with.
    package static let batch = "etl.batch"
    /// The file.
    package static let source = "etl.source"
    /// Number of records.
    package static let records = "etl.records"
    /// The number of a line in its file.
    package static let line = "etl.line"
    /// A number of lines.
    package static let lines = "etl.lines"
    /// The reason, in one or two words.
    package static let reason = "etl.reason"
    /// The error, in a sentence.
    package static let error = "error"
    /// The signal that the process received.
    package static let signal = "etl.signal"
    /// The number of earlier deliveries of a message.
    package static let deliveries = "etl.deliveries"
    /// The delivery limit.
    package static let limit = "etl.limit"
    /// Number of batches.
    package static let batches = "etl.batches"
    /// A duration in seconds.
    package static let seconds = "etl.seconds"
}
