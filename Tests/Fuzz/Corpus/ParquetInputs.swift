import ETLModels
import Foundation
import TestData

/// Small Parquet files of tokens and transfers, with columns of all types; and those of the format's own tests, where they are.
enum ParquetInputs {
    static func all() -> [[UInt8]] { made + testing }

    private static let made: [[UInt8]] = [transfers.bytes, tokens.bytes, several.bytes, second.bytes, dictionary.bytes]

    private static func bytes(_ count: Int, _ rows: Int) -> [[UInt8]?] {
        (0..<rows).map { row in row % 5 == 4 ? nil : (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ row) } }
    }

    private static var transfers: ParquetTestFile {
        ParquetTestFile(
            table: [
                ParquetTestColumn(
                    "block_number", .int64((0..<30).map { Int64($0) }), .integer(bits: 64, isSigned: false)),
                ParquetTestColumn("log_index", .int32((0..<30).map { Int32($0) })),
                ParquetTestColumn("transaction_hash", .fixed(bytes(32, 30), length: 32)),
                ParquetTestColumn("token_address", .bytes(bytes(20, 30))),
                ParquetTestColumn(
                    "from_address", texts: (0..<30).map { _ in "0x" + String(repeating: "ab", count: 20) }),
                ParquetTestColumn("value", .bytes(bytes(32, 30))),
                ParquetTestColumn("block_timestamp", .int64((0..<30).map { $0 * 1_000_000 }), .timestamp(unit: 2)),
            ], pageRows: 8)
    }

    private static var tokens: ParquetTestFile {
        ParquetTestFile(
            table: [
                ParquetTestColumn("address", .bytes(bytes(20, 20))), ParquetTestColumn("name", .bytes(bytes(9, 20))),
                ParquetTestColumn("symbol", texts: (0..<20).map { $0 % 3 == 0 ? nil : "T\($0)" }),
                ParquetTestColumn("decimals", .double((0..<20).map { Double($0) })),
                ParquetTestColumn("total_supply", .fixed(bytes(16, 20), length: 16), .decimal(precision: 38, scale: 9)),
                ParquetTestColumn("block_timestamp", .int96(bytes(12, 20))),
            ], pageRows: 6)
    }

    private static var several: ParquetTestFile {
        var file = tokens
        file.groupCount = 3
        return file
    }

    private static var second: ParquetTestFile {
        ParquetTestFile(
            .init(
                name: "address", type: 6, pages: [ParquetTestPage.dataV2(2, ParquetTestBytes.texts(["0x1", "0x2"]))]),
            .init(
                name: "decimals", type: 1, isOptional: true,
                pages: [
                    ParquetTestPage.dataV2(
                        2, nulls: 1, levels: ParquetTestBytes.packedLevels([true, false]), ParquetTestBytes.int32s([7]))
                ]), rows: 2)
    }

    private static var dictionary: ParquetTestFile {
        ParquetTestFile(
            .init(
                name: "address", type: 6,
                pages: [ParquetTestPage.data(4, ParquetTestBytes.texts(["a", "b", "c", "d"]))]),
            .init(
                name: "symbol", type: 6,
                pages: [
                    ParquetTestPage.dictionary(2, ParquetTestBytes.texts(["A", "B"])),
                    ParquetTestPage.data(
                        4, encoding: 8, [1] + ParquetTestBytes.packedLevels([true, false, true, true])),
                ]), rows: 4)
    }

    /// Of apache/parquet-testing, those that the mutator can hold.
    private static var testing: [[UInt8]] {
        let folder = URL(fileURLWithPath: #filePath)
            .appendingPathComponent("../../../../../shared/data/parquet-testing").standardized
        return ["data", "bad_data"].flatMap { part -> [[UInt8]] in
            let path = folder.appendingPathComponent(part)
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path.path)) ?? []
            return names.filter { $0.hasSuffix(".parquet") }.sorted().compactMap { name in
                let bytes = try? Data(contentsOf: path.appendingPathComponent(name))
                return bytes.flatMap { $0.count <= 16 << 10 ? Array($0) : nil }
            }
        }
    }

    /// The building blocks of footers and page headers: field headers of Thrift, sizes, names and the signature.
    static let words: [[UInt8]] = [
        Array("PAR1".utf8), Array("PARE".utf8), [0x15, 0], [0x15, 2], [0x15, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F], [0x16, 0],
        [0x19, 0x1C], [0x1C],
        [0x2C], [0x4C], [0x5C], [0], [0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0x80, 0x80, 0x80, 0x80, 0x08], [3, 0, 0, 0],
        [0x18, 7] + Array("address".utf8),
        Array("value".utf8), Array("block_timestamp".utf8), Array("chain_id".utf8), Array("topic0".utf8),
    ]
}

extension ParquetInputs {
    /// A raw batch of random rows.
    static func batch(_ random: inout SeededGenerator) -> [UInt8] {
        let kind: RecordKind = Bool.random(using: &random) ? .tokens : .tokenTransfers
        let columns = kind.schema.columns.map(\.name) + ["chain_id"]
        let storages = columns.map { _ in storage(&random) }
        let layout = SourceLayout(format: 6, delimiter: 0x2C, columns: columns, storages: storages)
        var builder = RawBatchBuilder(kind: kind, layout: layout, limits: BatchLimits(records: 1000))
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            builder.beginRow()
            for storage in storages where storage.form != .absent { append(storage.form, to: &builder, &random) }
            _ = builder.endRow()
        }
        return builder.finish(id: Batches.id, firstRecord: 1, sourceBytes: 1, isLast: true)
    }

    private static func storage(_ random: inout SeededGenerator) -> ValueStorage {
        let form = ValueStorage.Form.allCases.randomElement(using: &random) ?? .text
        switch form {
        case .number: return .number(digits: 2)
        case .real: return .real(isSingle: Bool.random(using: &random))
        case .timestamp:
            let digits: UInt8? = [0, 3, 6, 9].randomElement(using: &random)
            return ValueStorage(.timestamp, digits: digits ?? 0) ?? .text
        default: return ValueStorage(form) ?? .text
        }
    }

    private static func append(
        _ form: ValueStorage.Form, to builder: inout RawBatchBuilder, _ random: inout SeededGenerator
    ) {
        let sizes = [20, 32, Int.random(in: 1...40, using: &random)]
        let bytes = form == .int96 ? random.bytes(12) : random.bytes(sizes.randomElement(using: &random) ?? 1)
        switch Int.random(in: 0..<4, using: &random) == 0 ? .absent : form {
        case .absent: builder.appendNull()
        case .text:
            let values = HandMade.values + [Array("0x\(random.digits(40, radix: 16).lowercased())".utf8)]
            let text = values.randomElement(using: &random) ?? [1]
            builder.append(text: text.span.bytes)
        case .bytes: builder.append(bytes: bytes.span.bytes)
        case .number: builder.append(bigEndian: bytes.span.bytes, isSigned: true)
        case .timestamp:
            builder.append(timestamp: Int64(bitPattern: random.next() >> UInt64.random(in: 0..<64, using: &random)))
        case .int96: builder.append(int96: bytes.span.bytes)
        case .real: builder.append(real: Double(Int64.random(in: -10...1 << 54, using: &random)) / 2)
        }
    }
}
