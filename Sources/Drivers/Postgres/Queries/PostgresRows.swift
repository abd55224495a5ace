/// The rows of a query's result, copied out of libpq; for results of bounded size.
package struct PostgresRows: Sendable, RandomAccessCollection {
    private let columnCount: Int
    private let values: [String?]
    /// The number of rows that the statement inserted, updated, deleted or returned.
    package let affectedRows: Int
    /// The server's command tag: `INSERT 0 1`.
    package let commandStatus: String
    package let count: Int

    init(columnCount: Int, count: Int, values: [String?], commandStatus: String, affectedRows: Int) {
        self.columnCount = columnCount
        self.count = count
        self.values = values
        self.commandStatus = commandStatus
        self.affectedRows = affectedRows
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { count }

    package subscript(position: Int) -> PostgresRow {
        precondition(indices.contains(position), "row \(position) of \(count)")
        return PostgresRow(values: values[position * columnCount..<(position + 1) * columnCount])
    }
}
