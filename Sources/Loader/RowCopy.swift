import ETLModels
import Postgres

/// Writes the records of batches as rows of a COPY.
struct RowCopy: KindVisitor, ~Copyable {
    private(set) var writer: CopyWriter
    private let batches: [LoadBatch]
    private let columnCount: Int16
    private let isStaged: Bool

    /// - Parameters:
    ///   - isStaged: whether each row starts with where it comes from, as the staging table has it.
    ///   - columnCount: the number of columns of a row.
    init(writer: consuming CopyWriter, batches: [LoadBatch], columnCount: Int, isStaged: Bool) {
        self.writer = writer
        self.batches = batches
        self.columnCount = Int16(columnCount)
        self.isStaged = isStaged
    }

    mutating func visit<Kind: Record>(_ type: Kind.Type) throws(LoadError) {
        for (place, batch) in batches.enumerated() {
            try batch.forEachRecord(as: type) { record, number in
                writer.beginRow(fieldCount: columnCount)
                if isStaged {
                    writer.int32(Int32(place))
                    writer.int64(Int64(number))
                }
                record.write(to: &writer)
            }
        }
    }
}

extension PostgresConnection {
    /// Copies the records of batches of one kind into a table.
    func copyRecords(
        of batches: [LoadBatch], _ kind: RecordKind, into table: String, columns: [String], isStaged: Bool
    ) throws(LoadError) {
        try copy(into: table, columns: columns) { writer throws(LoadError) in
            var rows = RowCopy(
                writer: writer, batches: batches, columnCount: columns.count, isStaged: isStaged)
            do throws(LoadError) {
                try kind.dispatch(to: &rows)
            } catch {
                writer = rows.takeWriter()
                throw error
            }
            writer = rows.takeWriter()
        }
    }
}

extension RowCopy {
    /// Ends the writing of records, and gives the writer back.
    consuming func takeWriter() -> CopyWriter { writer }
}
