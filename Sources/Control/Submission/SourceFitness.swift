import Bus
package import ETLModels
import Formats
package import SourceDescriptions
package import SourceReading

/// Whether the servers can take a source, whatever its records are. Checked for each file, because one that they refuse would stop
/// those that are submitted with it.
package enum SourceFitness {
    /// What a chain's number and the batch size may add to a job, in bytes.
    private static let spareBytes = 64

    /// Fails for a source that the database cannot store, or whose job is too large for a message.
    package static func check(
        _ uri: String, _ location: SourceLink?, _ kind: RecordKind, _ description: SourceDescription
    ) throws(SourceError) {
        guard !description.columns.contains(where: { $0.utf8.contains(0) }) else {
            throw SourceError(uri, .headerMalformed("a name in it holds a NUL character"))
        }
        let job = ExtractJob(
            id: SourceID(words: (0, 0)), uri: uri, location: location, kind: kind, description: description,
            batchRecords: ExtractJob.defaultBatchRecords,
            start: ExtractJob.Start(sequence: 0, record: 1, position: .start))
        let limit = ExtractJob.maximumFirstBytes - spareBytes
        let size = job.encodedSize
        guard size <= limit else { throw SourceError(uri, .jobTooLarge(bytes: size, limit: limit)) }
    }
}
