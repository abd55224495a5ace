internal import ETLModels
internal import Parquet
internal import SourceDescriptions

/// How the values of a Parquet column are read, and how a batch has them.
struct ColumnReading: Hashable {
    /// The conversion of a stored value to one of a batch.
    enum Conversion: Hashable {
        case text, bytes
        case int32, uint32, int64, uint64
        /// A two's complement, the most significant byte first.
        case decimal
        case bigEndian, littleEndian
        case timestamp, int96
        case float, double
    }

    let conversion: Conversion
    let storage: ValueStorage

    init(_ conversion: Conversion, _ storage: ValueStorage) {
        self.conversion = conversion
        self.storage = storage
    }
}

/// Why a column cannot be what it is named for.
struct ColumnFault: Error, Hashable {
    /// The column, its type and the remedy.
    let description: String
}

/// What a column of a file is read for.
enum ColumnUse: Hashable {
    case field(Schema.Column)
    case checked(CheckedField)

    fileprivate var type: FieldType {
        switch self {
        case .field(let column): column.type
        case .checked(.chain): .amount
        case .checked(.event): .hash
        }
    }

    /// Whether values are amounts of tokens, which usually are larger than a floating-point number can hold exactly.
    fileprivate var isAmount: Bool {
        guard case .field(let column) = self else { return false }
        return column.type == .amount && column.name != "decimals"
    }

    fileprivate var name: String {
        switch self {
        case .field(let column): column.name
        case .checked(let field): field.name
        }
    }
}

/// What the columns of a Parquet file mean. Source: LogicalTypes.md of the Parquet format.
///
/// A type that cannot hold what a column is named for is refused. What a single value means is decided where values of all
/// formats are checked; see `FieldValue.read`.
struct ColumnMeaning {
    /// The program that wrote the file.
    let createdBy: String?
    let amounts: AmountReading

    func reading(of column: ParquetColumn, as use: ColumnUse) throws(ColumnFault) -> ColumnReading {
        let reading = try storedReading(of: column, as: use)
        if reading.storage.form == .real { try checkReal(column, use) }
        // Every value is null, whatever the type is.
        if column.logicalType == .null { return reading }
        guard Self.fits(reading.storage, use.type) else { throw unfit(column, use) }
        return reading
    }

    private func storedReading(of column: ParquetColumn, as use: ColumnUse) throws(ColumnFault) -> ColumnReading {
        switch (column.type, column.logicalType) {
        case (_, .other): throw unfit(column, use)
        case (.int32, .decimal(_, let scale)), (.int64, .decimal(_, let scale)):
            let storage = try number(scale, column, use)
            return ColumnReading(column.type == .int32 ? .int32 : .int64, storage)
        case (.int64, .timestamp(let unit, _)): return ColumnReading(.timestamp, unit.storage)
        case (.int32, .integer(_, isSigned: false)): return ColumnReading(.uint32, .number())
        case (.int64, .integer(_, isSigned: false)): return ColumnReading(.uint64, .number())
        case (.int32, .date), (.int32, .time), (.int64, .time): throw unfit(column, use)
        case (.int32, _): return ColumnReading(.int32, .number())
        case (.int64, _): return ColumnReading(.int64, .number())
        case (.int96, _): return ColumnReading(.int96, .int96)
        case (.float, _): return ColumnReading(.float, .real(isSingle: true))
        case (.double, _): return ColumnReading(.double, .real())
        case (.byteArray, .decimal(_, let scale)): return ColumnReading(.decimal, try number(scale, column, use))
        case (.byteArray, .string), (.byteArray, .enum), (.byteArray, .json): return ColumnReading(.text, .text)
        case (.byteArray, .bson): throw unfit(column, use)
        case (.byteArray, _):
            guard !use.isAmount || amounts.byteOrder != .little else { throw bigEndianOnly(column) }
            return ColumnReading(.bytes, .bytes)
        case (.fixedLengthByteArray, _): return try fixedReading(of: column, as: use)
        case (.boolean, _): throw unfit(column, use)
        }
    }

    private func fixedReading(of column: ParquetColumn, as use: ColumnUse) throws(ColumnFault) -> ColumnReading {
        switch column.logicalType {
        case .decimal(_, let scale):
            guard column.length <= ValueStorage.numberLimit else { throw unfit(column, use) }
            return ColumnReading(.decimal, try number(scale, column, use))
        case .float16, .interval, .uuid: throw unfit(column, use)
        default: break
        }
        guard use.type == .amount || use.type == .integer else { return ColumnReading(.bytes, .bytes) }
        guard column.length == 32 else { throw unfit(column, use) }
        switch byteOrder {
        case .big: return ColumnReading(.bigEndian, .number())
        case .little: return ColumnReading(.littleEndian, .number())
        case nil:
            throw ColumnFault(
                description: """
                    column `\(column.name)` has 32 bytes for each number, and neither the schema nor the file's writer tells \
                    their order: pass --byte-order big or --byte-order little, or export it as text
                    """)
        }
    }

    private func bigEndianOnly(_ column: ParquetColumn) -> ColumnFault {
        ColumnFault(
            description: """
                column `\(column.name)` is BYTE_ARRAY, and --byte-order little is for FIXED_LEN_BYTE_ARRAY(32): the numbers of a \
                BYTE_ARRAY have the most significant byte first; export it as text or as DECIMAL
                """)
    }

    /// ClickHouse writes its UInt256 so, without an annotation.
    private var byteOrder: AmountReading.ByteOrder? {
        amounts.byteOrder ?? (createdBy?.lowercased().hasPrefix("clickhouse") == true ? .little : nil)
    }

    private func number(_ scale: Int32, _ column: ParquetColumn, _ use: ColumnUse) throws(ColumnFault) -> ValueStorage {
        guard let digits = UInt8(exactly: scale), digits <= ValueStorage.digitLimit else { throw unfit(column, use) }
        return .number(digits: digits)
    }

    private func checkReal(_ column: ParquetColumn, _ use: ColumnUse) throws(ColumnFault) {
        guard use.isAmount, !amounts.allowsInexact else { return }
        throw ColumnFault(
            description: """
                column `\(column.name)` is \(column.typeName), which rounds amounts from 2^\(column.type == .float ? 24 : 53) on: export it as text, as \
                DECIMAL(38,0) or as an integer; --allow-inexact loads the amounts below that are whole, and rejects the others
                """)
    }

    private func unfit(_ column: ParquetColumn, _ use: ColumnUse) -> ColumnFault {
        ColumnFault(
            description: """
                column `\(column.name)` is \(column.typeName), but \(use.name) is \(use.type.wanted); export it so
                """)
    }

    private static func fits(_ storage: ValueStorage, _ type: FieldType) -> Bool {
        switch (storage.form, type) {
        case (.text, _), (.bytes, _): true
        case (.number, .amount), (.number, .integer): true
        case (.number, .text), (.number, .timestamp): storage.digits == 0
        case (.real, .amount), (.real, .integer), (.real, .timestamp): true
        case (.timestamp, .timestamp), (.int96, .timestamp): true
        default: false
        }
    }
}

extension LogicalType.TimeUnit {
    fileprivate var storage: ValueStorage {
        let digits: UInt8 =
            switch self {
            case .milliseconds: 3
            case .microseconds: 6
            case .nanoseconds: 9
            }
        return ValueStorage(.timestamp, digits: digits) ?? .absent
    }
}

extension FieldType {
    /// The forms that a column of the type may have.
    fileprivate var wanted: String {
        switch self {
        case .address: "an address: 20 bytes, or text"
        case .hash: "a hash: 32 bytes, or text"
        case .amount, .integer: "a number: an integer, a decimal, or text"
        case .timestamp: "a time: a timestamp, Unix seconds, or text"
        case .text: "text"
        }
    }
}

extension ParquetColumn {
    /// The type as programs show it: `INT64`, `FIXED_LEN_BYTE_ARRAY(32)`, `INT64 (TIMESTAMP in microseconds)`.
    var typeName: String {
        let stored =
            switch type {
            case .boolean: "BOOLEAN"
            case .int32: "INT32"
            case .int64: "INT64"
            case .int96: "INT96"
            case .float: "FLOAT"
            case .double: "DOUBLE"
            case .byteArray: "BYTE_ARRAY"
            case .fixedLengthByteArray: "FIXED_LEN_BYTE_ARRAY(\(length))"
            }
        return logicalType.map { "\(stored) (\($0.name))" } ?? stored
    }
}

extension LogicalType {
    fileprivate var name: String {
        switch self {
        case .string: "STRING"
        case .enum: "ENUM"
        case .json: "JSON"
        case .bson: "BSON"
        case .uuid: "UUID"
        case .float16: "FLOAT16"
        case .date: "DATE"
        case .decimal(let precision, let scale): "DECIMAL(\(precision),\(scale))"
        case .time: "TIME"
        case .timestamp(let unit, _): "TIMESTAMP in \(unit)"
        case .integer(let bits, let isSigned): "\(isSigned ? "" : "U")INT_\(bits)"
        case .interval: "INTERVAL"
        case .null: "UNKNOWN"
        case .other(let what): what
        }
    }
}
