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
