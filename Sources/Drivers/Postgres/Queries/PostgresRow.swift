/// One row of a result, its columns counted from 0.
///
/// The accessors return `nil` for NULL, and for a text that is not of the requested type.
package struct PostgresRow: Sendable {
    private let values: ArraySlice<String?>

    init(values: ArraySlice<String?>) {
        self.values = values
    }

    package func isNull(_ column: Int) -> Bool { string(column) == nil }

    /// The column's value in PostgreSQL's text format.
    package func string(_ column: Int) -> String? { values[values.startIndex + column] }

    package func int(_ column: Int) -> Int? { string(column).flatMap { Int($0) } }

    package func int64(_ column: Int) -> Int64? { string(column).flatMap { Int64($0) } }

    package func double(_ column: Int) -> Double? { string(column).flatMap { Double($0) } }

    package func bool(_ column: Int) -> Bool? {
        switch string(column) {
        case "t": true
        case "f": false
        default: nil
        }
    }

    /// The bytes of a `bytea` column.
    package func bytes(_ column: Int) -> [UInt8]? {
        guard let text = string(column), text.hasPrefix("\\x") else { return nil }
        return Self.bytes(hexadecimal: text.utf8.dropFirst(2))
    }

    /// The 16 bytes of a `uuid` column.
    package func uuid(_ column: Int) -> [UInt8]? {
        guard let text = string(column) else { return nil }
        let bytes = Self.bytes(hexadecimal: text.utf8.filter { $0 != UInt8(ascii: "-") })
        return bytes?.count == 16 ? bytes : nil
    }

    private static func bytes(hexadecimal digits: some Collection<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits {
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue.map(UInt8.init) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }
}

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
