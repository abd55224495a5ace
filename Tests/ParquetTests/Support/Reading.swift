import Parquet
import TestData

/// A value that outlives its row.
enum Cell: Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case int96(UInt64, UInt32)
    case float(UInt32)
    case double(UInt64)
    case bytes([UInt8])

    init(_ value: borrowing ColumnValue) {
        self =
            switch copy value {
            case .null: .null
            case .bool(let value): .bool(value)
            case .int32(let value): .int(Int64(value))
            case .int64(let value): .int(value)
            case .int96(let value): .int96(value.low, value.high)
            case .float(let value): .float(value.bitPattern)
            case .double(let value): .double(value.bitPattern)
            case .bytes(let value): .bytes(value.withUnsafeBytes { Array($0) })
            }
    }

    static func text(_ text: String) -> Cell { .bytes(Array(text.utf8)) }
}

/// The rows that can be read, and the error after them.
struct Reading {
    var rows: [[Cell]] = []
    var error: ParquetError?

    /// All rows of the first row group.
    init(_ bytes: [UInt8], from row: Int64 = 0, group: Int = 0, limits: ParquetLimits = ParquetLimits()) {
        do throws(ParquetFailure<Never>) {
            let file = try ParquetFile(ParquetBytes(bytes), limits: limits)
            let columns = Array(file.metadata.columns.indices)
            var reader = try file.rows(ofGroup: group, columns: columns, from: row)
            while try reader.advance() { rows.append(columns.map { Cell(reader.value($0)) }) }
        } catch {
            if case .file(let fault) = error { self.error = fault }
        }
    }

    init(_ file: ParquetTestFile, from row: Int64 = 0, limits: ParquetLimits = ParquetLimits()) {
        self.init(file.bytes, from: row, limits: limits)
    }

    /// The cells of the first column.
    var column: [Cell] { rows.map { $0[0] } }

    var fault: String { error?.description ?? "no error" }
}

extension [Cell] {
    static func ints(_ values: some Sequence<Int>) -> [Cell] { values.map { .int(Int64($0)) } }
    static func texts(_ values: [String]) -> [Cell] { values.map(Cell.text) }
}
