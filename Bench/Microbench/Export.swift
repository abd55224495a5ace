import Bus
import Conversion
import ETLModels
import Glibc
import Loading
import RabbitMQ
import SampleData
import SourceDescriptions
import SourceReading
import TestData

/// A generated file of transfers with BigQuery's columns, and its batches at each stage.
struct Export {
    let directory: String
    let path: String
    let recordCount: Int
    let byteCount: Int
    let layout: SourceLayout
    let job: ExtractJob
    /// The batches of the extractor.
    let rawBatches: [[UInt8]]
    /// The batches of the transformer.
    let recordBatches: [LoadBatch]

    /// Writes the file into a new directory, which ``remove()`` removes.
    init(records: Int, batchRecords: Int, format: SampleFormat = .csv) throws {
        let directory = try Self.makeDirectory()
        let options = SampleOptions(transfers: records, tokens: 0, format: format, badRecords: false, hostile: false)
        guard let file = try SampleGenerator.write(options, to: directory).last else {
            throw MicrobenchError("no sample was written")
        }
        try self.init(of: file.path, records: file.records, batchRecords: batchRecords, in: directory)
    }

    /// Takes a file of transfers.
    ///
    /// - Parameter records: the number of its records; nil if it is unknown.
    init(of path: String, records: Int? = nil, batchRecords: Int, in directory: String = "") throws {
        let description = try SourceInspection(path: path).description(for: .tokenTransfers)
        layout = description.layout
        let id = SourceID(uri: path, size: Int64(description.size), modified: description.modified)
        job = ExtractJob(
            id: id, uri: path, kind: .tokenTransfers, description: description, batchRecords: batchRecords,
            start: ExtractJob.Start(sequence: 0, record: 1, position: .start))
        var batches: [[UInt8]] = []
        try job.forEachMessage { batches.append($0.body) }
        rawBatches = batches
        recordBatches = try rawBatches.map { try LoadBatch(BatchTransformer.transform($0.span.bytes).1) }
        let count = recordBatches.reduce(0) { $0 + $1.acceptedCount }
        guard count == records ?? count else {
            throw MicrobenchError("the stages do not accept all records of the sample")
        }
        (self.path, self.directory, recordCount, byteCount) = (path, directory, count, Int(description.size))
    }

    /// The bytes of messages for each record.
    var bytesOnTheBus: Int { rawBatches.reduce(0) { $0 + $1.count } / recordCount }

    func remove() {
        for kind in ["tokens", "token_transfers"] {
            for name in ["\(kind).csv", "\(kind).ndjson"] { unlink("\(directory)/\(name)") }
        }
        unlink("\(directory)/stream.ndjson")
        for compressor in Compressor.allCases { unlink(path(of: compressor)) }
        rmdir(directory)
    }

    /// The path of the compressed export.
    func path(of compressor: Compressor) -> String {
        "\(directory)/compressed.csv.\(compressor)"
    }

    private static func makeDirectory() throws -> String {
        var path = Array("/tmp/token-etl-microbench-XXXXXX".utf8CString)
        guard mkdtemp(&path) != nil else { throw MicrobenchError("no directory could be made in /tmp") }
        return path.withUnsafeBufferPointer { text in text.baseAddress.map { String(cString: $0) } ?? "" }
    }
}
