/// The metadata keys of every log line. Messages are constant; what varies is here.
///
/// Values are as they come: whoever writes the line makes sure that it stays one.
package enum LogKey {
    /// The identity of a batch: its source's UUID and its sequence. Of an extract job, the batch that it starts with.
    package static let batch = "etl.batch"
    /// The file.
    package static let source = "etl.source"
    /// Number of records.
    package static let records = "etl.records"
    /// Why, in one or two words.
    package static let reason = "etl.reason"
    /// Why, in a sentence.
    package static let error = "error"
    /// What the process was told.
    package static let signal = "etl.signal"
    /// How often a message was delivered before.
    package static let deliveries = "etl.deliveries"
    /// How often that may be.
    package static let limit = "etl.limit"
    /// Number of batches.
    package static let batches = "etl.batches"
    /// How long, in seconds.
    package static let seconds = "etl.seconds"
}
