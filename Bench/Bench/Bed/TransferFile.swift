import SampleData

/// A generated file of transfers in BigQuery's layout.
struct TransferFile: Sendable {
    let path: String
    let records: Int
    let bytes: Int
    /// The rows of the table after the whole file is loaded.
    let rows: Int
    private let directory: String

    /// Columns in the order of the file.
    static let columns = [
        "token_address", "from_address", "to_address", "value", "transaction_hash", "log_index", "block_timestamp",
        "block_number", "block_hash",
    ]

    /// Generates the file.
    ///
    /// - Parameter isHostile: whether some records are invalid, duplicate or in conflict, and others valid but unusual.
    ///   If not, every program can load the whole file.
    static func write(_ records: Int, isHostile: Bool = false, in workshop: Workshop) throws -> TransferFile {
        let directory = workshop.path("sample-\(records)" + (isHostile ? "-hostile" : ""))
        try workshop.makeDirectory(directory)
        let options = SampleOptions(transfers: records, tokens: 0, badRecords: isHostile, hostile: isHostile)
        guard let file = try SampleGenerator.write(options, to: directory).last, isHostile || file.loaded == records
        else {
            throw BenchError("the generator did not write \(records) good transfers")
        }
        print("generated \(file.path): \(file.records) transfers, \(file.bytes) bytes")
        return TransferFile(
            path: file.path, records: file.records, bytes: file.bytes, rows: file.loaded, directory: directory)
    }

    func remove() {
        Workshop.remove(directory)
    }
}

extension TransferFile {
    /// A folder of several files.
    init(_ files: OrderedFiles) {
        self.init(
            path: files.directory, records: files.rows, bytes: files.bytes, rows: files.rows,
            directory: files.directory)
    }
}
