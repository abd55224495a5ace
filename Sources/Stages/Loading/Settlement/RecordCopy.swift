import ETLModels
import Ledger
import Postgres

/// Copies the records of batches of one kind into a table, one after another.
enum RecordCopy {
    /// - Parameters:
    ///   - columns: those of the table.
    ///   - isStaged: whether the first of them are the place of a row's batch, and the number of its record.
    static func copy(
        _ batches: [LoadBatch], _ kind: RecordKind, into table: String, columns: [String], isStaged: Bool = false,
        on connection: isolated PostgresConnection
    ) throws(LoadError) {
        try connection.copy(into: table, columns: columns) { writer throws(LoadError) in
            var rows = Rows(writer, batches, columnCount: columns.count, isStaged: isStaged)
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

/// Writes the rows of batches of one kind.
private struct Rows: KindVisitor, ~Copyable {
    private var sink: RowSink
    private let batches: [LoadBatch]
    private let columnCount: Int16
    private let isStaged: Bool

    init(_ writer: consuming CopyWriter, _ batches: [LoadBatch], columnCount: Int, isStaged: Bool) {
        sink = RowSink(writer)
        self.batches = batches
        self.columnCount = Int16(columnCount)
        self.isStaged = isStaged
    }

    mutating func visit<Kind: Record>(_ type: Kind.Type) throws(LoadError) {
        for (place, batch) in batches.enumerated() {
            try batch.forEachRecord(as: type) { record, number in
                sink.writer.beginRow(fieldCount: columnCount)
                if isStaged {
                    sink.writer.int32(Int32(place))
                    sink.writer.int64(Int64(number))
                }
                record.write(to: &sink)
                sink.writer.int64(Int64(batch.source.origin(of: number).rawValue))
            }
        }
    }

    /// Ends the writing of records, and returns the writer.
    consuming func takeWriter() -> CopyWriter { sink.writer }
}
