import Bus
import Conversion
import ETLModels
import SourceDescriptions
import TestData
import Testing

@Suite struct BatchTransformerTests {
    private func failure(_ raw: [UInt8]) -> WireError? {
        do throws(WireError) {
            _ = try BatchTransformer.transform(raw.span.bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: RecordKind.allCases)
    func answersAnEmptyLastBatchWithAnEmptyLastBatch(kind: RecordKind) throws {
        let raw = rawBatch(kind, columns: [], [], isLast: true)
        let (header, bytes, _) = try BatchTransformer.transform(raw.span.bytes)
        #expect(header.isLast && header.recordCount == 0)
        let batch = try RecordBatch(bytes.span.bytes)
        #expect(batch.header.isLast && batch.header.kind == kind)
        #expect(batch.acceptedCount == 0 && batch.rejectedCount == 0)
        #expect(batch.header.sourceBytes == 12345)
    }

    @Test func aHeaderWithoutARequiredColumnIsTheBatchsFault() throws {
        let raw = rawBatch(.tokenTransfers, columns: ["token_address", "value"], [[1]])
        let error = try #require(failure(raw))
        #expect(error.name == "malformed")
        #expect(error.description.contains("block_number, log_index, transaction_hash"))
        #expect(failure(rawBatch(.tokens, columns: [], [[1]])) != nil)
    }

    @Test(arguments: [["address", "block_number"], ["address", "name", "NAME "]])
    func aHeaderThatSaysNothingOrTooMuchIsTheBatchsFault(_ columns: [String]) throws {
        #expect(failure(rawBatch(.tokens, columns: columns, [[1]]))?.name == "malformed")
    }

    @Test func readsFieldsThatAreCalledOtherwise() throws {
        let renames = [
            ColumnRename(name: "Contract", column: "address"), ColumnRename(name: "ticker", column: "symbol"),
        ]
        let address = "0x" + String(repeating: "1", count: 40)
        for (format, line) in [
            (UInt8(1), "A,\(address)"), (2, #"{"CONTRACT":"\#(address)","ticker":"A"}"#),
        ] {
            let layout = SourceLayout(
                format: format, delimiter: 0x2C, columns: ["ticker", "Contract"], renames: renames)
            var builder = RawBatchBuilder(kind: .tokens, layout: layout, limits: BatchLimits(records: 1))
            let bytes = Array(line.utf8)
            builder.append(RawRecord(text: bytes.span.bytes, defect: nil))
            let raw = builder.finish(id: Transformation<Token>.id, firstRecord: 1, sourceBytes: 1, isLast: true)
            let result = try Transformation<Token>(raw)
            #expect(result.records.first?.symbol?.string == "A")
            #expect(result.records.first?.address.description == address)
        }
    }

    @Test func aLineOfARecordHasItsValuesUnderCryosNames() throws {
        let other = ["token_address": "erc20", "value": "value_string"]
        let names = RecordKind.tokenTransfers.schema.columns.map { other[$0.name] ?? $0.name }
        let layout = SourceLayout(format: SourceFormat.array.rawValue, delimiter: 0, columns: names)
        let token = "0x" + String(repeating: "1", count: 40)
        let hash = "0x" + String(repeating: "2", count: 64)
        let text =
            #"{"erc20":"\#(token)","value_string":"5","value_f64":5.0,"transaction_hash":"\#(hash)","#
            + #""log_index":1,"block_number":7}"#
        var builder = RawBatchBuilder(kind: .tokenTransfers, layout: layout, limits: BatchLimits(records: 1))
        let bytes = Array(text.utf8)
        builder.append(RawRecord(text: bytes.span.bytes, defect: nil))
        let raw = builder.finish(id: Transformation<Token>.id, firstRecord: 1, sourceBytes: 1, isLast: true)
        let records = try Transformation<TokenTransfer>(raw).records
        let record = try #require(records.first)
        let values = RecordText.line(record, header: names).split(separator: ",")
        #expect(values.contains(token[...]) && values.contains("5"))
        // The same names as a part of others are not known by their place.
        let fewer = RecordText.line(record, header: ["x", "erc20", "block_number"])
        #expect(fewer == ",,7")
    }

    @Test func anUnknownFormatIsTheBatchsFault() throws {
        let raw = rawBatch(.tokens, columns: ["address", "name"], format: 60, [[1]])
        #expect(failure(raw)?.description.contains("60") == true)
    }

    @Test func refusesBatchesOfTheNextStage() throws {
        let raw = rawBatch(.tokens, columns: ["address", "name"], [[1]])
        let (_, records, _) = try BatchTransformer.transform(raw.span.bytes)
        #expect(failure(records) == .unexpectedContent(2))
    }

    @Test func yieldsTheSameBytesEveryTime() throws {
        let lines = ["0x" + String(repeating: "1", count: 40) + ",A", "x", "0x\u{0},\u{0}"].map { Array($0.utf8) }
        let raw = rawBatch(.tokens, columns: ["address", "symbol"], lines)
        let (_, first, _) = try BatchTransformer.transform(raw.span.bytes)
        for _ in 0..<3 { #expect(try BatchTransformer.transform(raw.span.bytes).1 == first) }
    }

    @Test func noByteOfABatchCanBeDamagedUnnoticed() {
        let raw = rawBatch(.tokens, columns: ["address", "name"], [Array("0x".utf8)])
        for place in raw.indices {
            var damaged = raw
            damaged[place] ^= 0x10
            #expect(failure(damaged) != nil, "byte \(place)")
        }
        for count in raw.indices { #expect(failure(Array(raw[..<count])) != nil, "\(count) bytes") }
    }

    @Test(arguments: 0..<20)
    func accountsForEveryHostileRecord(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let kind = RecordKind.allCases[Int(seed) % RecordKind.allCases.count]
        let columns = kind.schema.columns.map(\.name).shuffled(using: &random)
        let lines = (0..<300).map { _ in HostileLine.make(columns: columns.count, using: &random) }
        let defects = [5: RecordDefect.tooLong, 9: .holdsRecords]
        let raw = rawBatch(kind, columns: columns, lines, defects: defects)
        switch kind {
        case .tokens: try check(Transformation<Token>(raw), lines)
        case .tokenTransfers: try check(Transformation<TokenTransfer>(raw), lines)
        }
    }

    private func check<Kind>(_ result: Transformation<Kind>, _ lines: [[UInt8]]) throws {
        #expect(result.records.count + result.rejects.count == lines.count)
        #expect(result.rejects.count > 0)
        #expect(result.rejects.map(\.recordNumber) == result.rejects.map(\.recordNumber).sorted())
        #expect(Set(result.rejects.map(\.recordNumber)).count == result.rejects.count)
        #expect(result.rejects.contains { $0.recordNumber == 106 && $0.reason == .tooLong })
        #expect(result.rejects.contains { $0.recordNumber == 110 && $0.reason == .holdsRecords })
    }
}

/// Lines that resemble records.
enum HostileLine {
    private static let pieces: [[UInt8]] = [
        Array("\"".utf8), Array("\"\"".utf8), [0], [0xFF], [0xF0, 0x9F], Array(",".utf8), Array("\n".utf8),
        Array("0x".utf8), Array("0x\(String(repeating: "a", count: 40))".utf8),
        Array("0x\(String(repeating: "b", count: 64))".utf8), Array("12345".utf8), Array("-1".utf8),
        Array("2022-08-08 23:06:52 UTC".utf8), Array(String(repeating: "9", count: 90).utf8), Array("😀".utf8),
    ]

    static func make(columns: Int, using random: inout some RandomNumberGenerator) -> [UInt8] {
        let fields = Int.random(in: 0..<10, using: &random) == 0 ? Int.random(in: 0...12, using: &random) : columns
        let parts = (0..<fields).map { _ in
            (0..<Int.random(in: 0...2, using: &random)).flatMap { _ in pieces.randomElement(using: &random) ?? [] }
        }
        return Array(parts.joined(separator: [UInt8(ascii: ",")]))
    }
}
