package import ETLModels
package import Postgres

/// Copies the records of batches of one kind into a table.
package enum RowCopy {
    /// Writes the records as rows.
    ///
    /// The loop over the records is specialised for each kind in this module; other modules call it once for many batches.
    ///
    /// - Parameters:
    ///   - columnCount: the number of columns of a row.
    ///   - isStaged: whether each row starts with its origin, as in the staging table.
    package static func write(
        _ batches: [LoadBatch], _ kind: RecordKind, columnCount: Int, isStaged: Bool, to writer: inout CopyWriter
    ) throws(LoadError) {
        var rows = Rows(writer, batches, columnCount: columnCount, isStaged: isStaged)
        do throws(LoadError) {
            try kind.dispatch(to: &rows)
        } catch {
            writer = rows.takeWriter()
            throw error
        }
        writer = rows.takeWriter()
    }

    static func copy(
        _ batches: [LoadBatch], _ kind: RecordKind, into table: String, columns: [String], isStaged: Bool,
        on connection: isolated PostgresConnection
    ) throws(LoadError) {
        try connection.copy(into: table, columns: columns) { writer throws(LoadError) in
            try write(batches, kind, columnCount: columns.count, isStaged: isStaged, to: &writer)
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
            }
        }
    }

    /// Ends the writing of records, and returns the writer.
    consuming func takeWriter() -> CopyWriter { sink.writer }
}
