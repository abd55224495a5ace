import ETLModels
import TestData
import Testing

@testable import SourceDescriptions
@testable import SourceReading

/// What the columns of a Parquet file mean, and which are refused.
struct ColumnMeaningTests {
    private static let address = ParquetTestColumn("address", .fixed([[UInt8](repeating: 1, count: 20)], length: 20))

    /// A file of transfers with one row, in which some columns are replaced.
    static func transfers(_ replaced: ParquetTestColumn...) -> ParquetTestFile {
        let bytes = { (count: Int) in [[UInt8](repeating: 1, count: count)] }
        let columns = [
            ParquetTestColumn("block_number", .int64([1])), ParquetTestColumn("log_index", .int32([2])),
            ParquetTestColumn("transaction_hash", .fixed(bytes(32), length: 32)),
            ParquetTestColumn("token_address", .fixed(bytes(20), length: 20)),
            ParquetTestColumn("value", texts: ["5"]),
            ParquetTestColumn("block_timestamp", .int64([1]), .timestamp(unit: 2)),
        ]
        return ParquetTestFile(
            table: columns.map { column in replaced.first { $0.name == column.name } ?? column }
                + replaced.filter { column in !columns.contains { $0.name == column.name } })
    }

    private func inspection(
        _ file: ParquetTestFile, _ amounts: AmountReading = AmountReading()
    ) throws -> SourceInspection {
        let path = try TemporaryFile(file.bytes)
        return try SourceInspection(path: path.path, naming: ColumnNaming(amounts: amounts))
    }

    private func storage(_ column: ParquetTestColumn, _ amounts: AmountReading = AmountReading()) throws -> ValueStorage
    {
        let inspection = try inspection(Self.transfers(column), amounts)
        try inspection.requireColumns(of: .tokenTransfers)
        let source = inspection.description(for: .tokenTransfers)
        let position = try #require(source.columns.firstIndex(of: column.name))
        return source.storages[position]
    }

    private func refusal(_ column: ParquetTestColumn, _ amounts: AmountReading = AmountReading()) throws -> String {
        let inspection = try inspection(Self.transfers(column), amounts)
        let error = #expect(throws: HeaderError.self) { try inspection.requireColumns(of: .tokenTransfers) }
        return error?.description ?? ""
    }

    private static let wide: [[UInt8]?] = [[UInt8](repeating: 0, count: 32)]

    @Test func amountsHaveManyTypes() throws {
        #expect(try storage(ParquetTestColumn("value", texts: ["1"])) == .text)
        #expect(try storage(ParquetTestColumn("value", .texts(["1"]))) == .bytes)
        #expect(try storage(ParquetTestColumn("value", .int32([1]))) == .number())
        #expect(try storage(ParquetTestColumn("value", .int64([1]), .integer(bits: 64, isSigned: false))) == .number())
        #expect(
            try storage(ParquetTestColumn("value", .int64([1]), .decimal(precision: 18, scale: 4)))
                == .number(digits: 4))
        #expect(
            try storage(ParquetTestColumn("value", .fixed([[1, 2]], length: 2), .decimal(precision: 4, scale: 0)))
                == .number())
        #expect(
            try storage(ParquetTestColumn("value", .bytes([[1]]), .decimal(precision: 76, scale: 38)))
                == .number(digits: 38))
        let fine = ParquetTestColumn("value", .bytes([[1]]), .decimal(precision: 255, scale: 225))
        #expect(try storage(fine) == .number(digits: 225))
        // A number that is too long for a batch could have the digits of another one.
        #expect(
            try refusal(ParquetTestColumn("value", .bytes([[1]]), .decimal(precision: 255, scale: 226)))
                .contains("DECIMAL(255,226)"))
    }

    @Test func aFloatingPointAmountIsRefusedUnlessAsked() throws {
        let columns = [ParquetTestColumn("value", .double([1])), ParquetTestColumn("value", .float([1]))]
        for (column, bits) in zip(columns, [53, 24]) {
            let words = try refusal(column)
            #expect(
                words.contains("`value`") && words.contains("--allow-inexact") && words.contains("as text"), "\(words)")
            #expect(words.contains("rounds amounts from 2^\(bits) on"))
            #expect(try storage(column, AmountReading(allowsInexact: true)) == .real(isSingle: bits == 24))
        }
        // What is never so large may be.
        #expect(try storage(ParquetTestColumn("log_index", .double([1]))) == .real())
    }

    @Test func thirtyTwoBytesNeedAnOrder() throws {
        let column = ParquetTestColumn("value", .fixed(Self.wide, length: 32))
        #expect(try refusal(column).contains("--byte-order big or --byte-order little"))
        for order in AmountReading.ByteOrder.allCases {
            #expect(try storage(column, AmountReading(byteOrder: order)) == .number())
        }
        var clickHouse = Self.transfers(column)
        clickHouse.createdBy = "ClickHouse v24.3"
        try inspection(clickHouse).requireColumns(of: .tokenTransfers)
    }

    @Test func timesHaveManyTypes() throws {
        for (unit, digits) in [(1, 3), (2, 6), (3, 9)] as [(Int, UInt8)] {
            let column = ParquetTestColumn("block_timestamp", .int64([1]), .timestamp(unit: unit))
            #expect(try storage(column) == ValueStorage(.timestamp, digits: digits))
        }
        #expect(try storage(ParquetTestColumn("block_timestamp", .int96([[UInt8](repeating: 0, count: 12)]))) == .int96)
        #expect(try storage(ParquetTestColumn("block_timestamp", .int64([1]))) == .number())
    }

    @Test(arguments: [
        (ParquetTestColumn("value", .bool([true])), "BOOLEAN"),
        (ParquetTestColumn("transaction_hash", .int64([1])), "INT64"),
        (ParquetTestColumn("from_address", .double([1])), "DOUBLE"),
        (ParquetTestColumn("block_number", .int64([1]), .timestamp(unit: 1)), "INT64 (TIMESTAMP"),
        (ParquetTestColumn("block_number", .int96([[UInt8](repeating: 0, count: 12)])), "INT96"),
        (ParquetTestColumn("value", .fixed([[1, 2, 3]], length: 3)), "FIXED_LEN_BYTE_ARRAY(3)"),
        (ParquetTestColumn("chain_id", .bool([true])), "BOOLEAN"),
        (ParquetTestColumn("topic0", .int32([1])), "INT32"),
    ])
    func aTypeThatCannotBeIsRefused(column: ParquetTestColumn, type: String) throws {
        let words = try refusal(column)
        #expect(words.contains("column `\(column.name)` is \(type)"), "\(words)")
    }

    @Test func aColumnOfNullsFitsEveryField() throws {
        for name in ["block_hash", "from_address", "block_timestamp", "value"] {
            #expect(try storage(ParquetTestColumn(name, .int32([nil]), .null)) == .number())
        }
    }

    @Test func cryosNamesAreKnown() throws {
        let file = ParquetTestFile(table: [
            ParquetTestColumn("block_number", .int32([1]), .integer(bits: 32, isSigned: false)),
            ParquetTestColumn("log_index", .int32([1])),
            ParquetTestColumn("erc20", .bytes([[UInt8](repeating: 1, count: 20)])),
            ParquetTestColumn("transaction_hash", .bytes([[UInt8](repeating: 1, count: 32)])),
            ParquetTestColumn("value_binary", .bytes(Self.wide)), ParquetTestColumn("value_f64", .double([1])),
        ])
        let inspection = try inspection(file)
        try inspection.requireColumns(of: .tokenTransfers)
        let source = inspection.description(for: .tokenTransfers)
        #expect(inspection.kinds == [.tokenTransfers])
        #expect(
            source.columns == ["block_number", "log_index", "token_address", "transaction_hash", "value", "value_f64"])
        #expect(source.storages == [.number(), .number(), .bytes, .bytes, .bytes, .absent])
    }

    @Test func theColumnsHaveNamesOfTheirOwn() throws {
        let path = try TemporaryFile(Self.transfers().bytes)
        let error = #expect(throws: SourceError.self) {
            try SourceInspection(path: path.path, naming: ColumnNaming(columns: ["a"]))
        }
        #expect(error?.reason == .namesItsColumns)
    }
}
