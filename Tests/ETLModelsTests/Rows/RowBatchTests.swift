import TestData
import Testing

@testable import ETLModels

/// Rows of values in a raw batch.
struct RowBatchTests {
    /// A value as it is appended.
    private enum Value: Equatable {
        case null
        case text([UInt8])
        case bytes([UInt8])
        /// The magnitude, the most significant byte first, without zeros at the start.
        case number([UInt8], isNegative: Bool)
        case fixed([UInt8])
    }

    private static func number(_ random: inout SeededGenerator) -> Value {
        let bits = UInt64.random(in: 1..<64, using: &random)
        let magnitude = random.next() >> bits
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: magnitude >> (56 - 8 * $0)) }.drop { $0 == 0 }
        return .number(Array(bytes), isNegative: !bytes.isEmpty && Bool.random(using: &random))
    }

    private static func text(_ random: inout SeededGenerator) -> [UInt8] {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return random.bytes(Int.random(in: 1...300, using: &random))
        case 1: return Array("0x\(random.digits(2 * Int.random(in: 8...40, using: &random), radix: 16))".utf8)
        default:
            return Array("0x\(random.digits(2 * Int.random(in: 4...40, using: &random), radix: 16).lowercased())".utf8)
        }
    }

    private static func value(of form: ValueStorage.Form, _ random: inout SeededGenerator) -> Value {
        if Int.random(in: 0..<5, using: &random) == 0 { return .null }
        switch form {
        case .text: return .text(text(&random))
        case .bytes: return .bytes(random.bytes(Int.random(in: 1...40, using: &random)))
        case .number: return number(&random)
        case .timestamp, .real: return .fixed(random.bytes(8))
        case .int96: return .fixed(random.bytes(12))
        case .absent: return .null
        }
    }

    private static func word(_ bytes: [UInt8]) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

    private static func append(_ value: Value, _ form: ValueStorage.Form, to builder: inout RawBatchBuilder) {
        switch value {
        case .null: builder.appendNull()
        case .text(let text): builder.append(text: text.span.bytes)
        case .bytes(let bytes): builder.append(bytes: bytes.span.bytes)
        case .number(let magnitude, let isNegative):
            let number = Int64(word(magnitude))
            builder.append(number: isNegative ? -number : number)
        case .fixed(let bytes) where form == .timestamp: builder.append(timestamp: Int64(bitPattern: word(bytes)))
        case .fixed(let bytes) where form == .real: builder.append(real: Double(bitPattern: word(bytes)))
        case .fixed(let bytes): builder.append(int96: bytes.span.bytes)
        }
    }

    private static func read(_ row: borrowing SourceRow, _ column: Int) throws(RejectReason) -> Value {
        guard !row.isNull(column) else { return .null }
        let value = row.value(column)
        let bytes = value.bytes.withUnsafeBytes { Array($0) }
        switch value.form {
        case .text: return try value.withText { .text($0.withUnsafeBytes { Array($0) }) }
        case .bytes: return .bytes(bytes)
        case .number: return .number(bytes, isNegative: value.isMarked)
        case .timestamp, .real, .int96: return .fixed(bytes)
        case .absent: return .null
        }
    }

    private static func rows(of batch: borrowing RawBatch) throws -> [[Value]] {
        var found: [[Value]] = []
        var reading = try batch.rows()
        while let row = try reading.next() {
            var values: [Value] = []
            for column in 0..<row.count { values.append(try read(row, column)) }
            found.append(values)
        }
        return found
    }

    @Test(arguments: 0..<40) func comeBackAsTheyWere(seed: Int) throws {
        var random = SeededGenerator(UInt64(seed))
        let forms = (0..<Int.random(in: 1...32, using: &random)).map { _ in
            ValueStorage.Form.allCases.randomElement(using: &random) ?? .text
        }
        let digits: [ValueStorage.Form: UInt8] = [.timestamp: 9, .real: 53]
        let storages = try forms.map { try #require(ValueStorage($0, digits: digits[$0] ?? 0)) }
        let layout = SourceLayout(
            format: 6, delimiter: 0x2C, columns: forms.indices.map { "c\($0)" }, storages: storages)
        var builder = RawBatchBuilder(kind: .tokens, layout: layout, limits: BatchLimits(records: 1000))
        var rows: [[Value]] = []
        for _ in 0..<Int.random(in: 0...60, using: &random) {
            let row = forms.indices.map { column -> Value in
                let repeats = Bool.random(using: &random)
                return repeats ? rows.last?[column] ?? .null : Self.value(of: forms[column], &random)
            }
            builder.beginRow()
            for (column, value) in row.enumerated() where forms[column] != .absent {
                let isAgain = value != .null && rows.last?[column] == value
                if !isAgain || !builder.appendAgain() { Self.append(value, forms[column], to: &builder) }
            }
            guard case .taken = builder.endRow() else { throw WireError.truncated }
            rows.append(row)
        }
        let bytes = builder.finish(id: sampleID, firstRecord: 1, sourceBytes: 0, isLast: true)
        let batch = try RawBatch(bytes.span.bytes)
        #expect(batch.layout == layout && batch.hasRows)
        let found = try Self.rows(of: batch)
        #expect(found.count == rows.count)
        for (row, (values, expected)) in zip(found, rows).enumerated() {
            let wrong = forms.indices.filter { values[$0] != expected[$0] }
            #expect(wrong.isEmpty, "row \(row): \(wrong.map { "\(forms[$0]) \(values[$0]) for \(expected[$0])" })")
        }
    }

    @Test func aNullIsAgainNull() throws {
        let layout = SourceLayout(format: 6, delimiter: 0x2C, columns: ["a", "b"], storages: [.text, .bytes])
        var builder = RawBatchBuilder(kind: .tokens, layout: layout, limits: BatchLimits(records: 1000))
        let texts = ["A", "", "", "A", "A", "", ""].map { Array($0.utf8) }
        for (row, text) in texts.enumerated() {
            builder.beginRow()
            let isAgain = row > 0 && text == texts[row - 1]
            if !isAgain || !builder.appendAgain() { builder.append(text: text.span.bytes) }
            if !isAgain || !builder.appendAgain() { builder.append(bytes: text.span.bytes) }
            guard case .taken = builder.endRow() else { throw WireError.truncated }
        }
        let bytes = builder.finish(id: sampleID, firstRecord: 1, sourceBytes: 0, isLast: true)
        let found = try Self.rows(of: try RawBatch(bytes.span.bytes))
        #expect(found == texts.map { $0.isEmpty ? [.null, .null] : [.text($0), .bytes($0)] })
    }

    /// What a column of numbers has after they were appended as two's complements, or the least significant byte first.
    private func numbers(_ appends: [(inout RawBatchBuilder) -> Void]) throws -> [String] {
        let layout = SourceLayout(format: 6, delimiter: 0x2C, columns: ["n"], storages: [.number()])
        var builder = RawBatchBuilder(kind: .tokens, layout: layout, limits: BatchLimits(records: 1000))
        for append in appends {
            builder.beginRow()
            append(&builder)
            _ = builder.endRow()
        }
        return try RawContents(builder.finish(id: sampleID, firstRecord: 1, sourceBytes: 0, isLast: true)).records.map {
            String(decoding: $0.text, as: UTF8.self)
        }
    }

    @Test func numbersOfAnySizeKeepTheirValue() throws {
        func big(_ bytes: [UInt8], isSigned: Bool) -> (inout RawBatchBuilder) -> Void {
            { $0.append(bigEndian: bytes.span.bytes, isSigned: isSigned) }
        }
        func little(_ bytes: [UInt8]) -> (inout RawBatchBuilder) -> Void {
            { $0.append(littleEndian: bytes.span.bytes) }
        }
        let wide = [UInt8](repeating: 0, count: 24) + [0x80] + [UInt8](repeating: 0, count: 8)
        #expect(
            try numbers([
                big([0xFF], isSigned: true), big([0xFF], isSigned: false), big([0xFF, 0x00], isSigned: true),
                big([0x80, 0, 0, 0, 0, 0, 0, 0, 0], isSigned: true), big([0, 0, 0], isSigned: true),
                big([], isSigned: true), big([UInt8](repeating: 0xFF, count: 200) + [7], isSigned: true),
                big([UInt8](repeating: 0, count: 200) + [0x80], isSigned: true), big(wide, isSigned: false),
                little([0, 1]), little([5] + wide.map { _ in 0 }),
                { $0.append(number: UInt64.max) }, { $0.append(number: Int64.min) },
            ]) == [
                "-1", "255", "-256", "-2361183241434822606848", "0", "", "-249", "128", "2361183241434822606848",
                "256", "5",
                "18446744073709551615", "-9223372036854775808",
            ])
    }

    @Test func aRowThatIsTooLongKeepsItsBeginning() throws {
        let rows = try RawContents(sampleRowBatch()).records
        #expect(rows.map(\.defect) == [nil, nil, .tooLong])
        #expect(
            rows[0].text
                == Array(
                    "0x1111111111111111111111111111111111111111,,0x0011223344556677,18,2022-08-08 23:06:52 UTC,0.5".utf8
                ))
        #expect(
            rows[1].text == Array("0x1111111111111111111111111111111111111111,,,-25.6,2022-08-08 23:06:52 UTC,".utf8))
        #expect(String(decoding: rows[2].text, as: UTF8.self) == ",,\(String(repeating: "a", count: 100)),,,")
    }

    @Test func whatIsLeftOfARowIsNotRepeated() throws {
        let layout = SourceLayout(format: 6, delimiter: 0x2C, columns: ["a", "b"], storages: [.text, .text])
        var builder = RawBatchBuilder(kind: .tokens, layout: layout, limits: BatchLimits(records: 1000))
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let other = [UInt8](repeating: UInt8(ascii: "n"), count: 150)
        for row in 0..<2 {
            for isCut in [false, true] {
                if isCut { builder.beginCutRow() } else { builder.beginRow() }
                for text in [long, other] where row == 0 || !builder.appendAgain() {
                    builder.append(text: text.span.bytes)
                }
                _ = builder.endRow(isCut: isCut)
            }
        }
        builder.beginRow()
        builder.appendNull()
        if !builder.appendAgain() { builder.append(text: other.span.bytes) }
        _ = builder.endRow()
        let rows = try RawContents(builder.finish(id: sampleID, firstRecord: 1, sourceBytes: 0, isLast: true)).records
        #expect(rows.map(\.defect) == [.tooLong, .tooLong, nil])
        #expect(rows[1].text == rows[0].text && rows[2].text == Array(",".utf8) + other)
    }

    @Test func aBatchEndsBeforeTheRowThatHasNoRoom() throws {
        let layout = SourceLayout(format: 6, delimiter: 0x2C, columns: ["n"], storages: [.text])
        var builder = RawBatchBuilder(kind: .tokens, layout: layout, limits: BatchLimits(records: 10_000))
        var random = SeededGenerator(5)
        var endings: [Int] = []
        while true {
            let text = random.bytes(1000)
            builder.beginRow()
            builder.append(text: text.span.bytes)
            guard case .taken(let size) = builder.endRow() else { break }
            endings.append(size)
        }
        // The bytes of each value have two more in front.
        #expect(endings == Array(repeating: 1002, count: (2 << 20) / 1002))
        let bytes = builder.finish(id: sampleID, firstRecord: 1, sourceBytes: 0, isLast: false)
        #expect(try RawContents(bytes).records.count == endings.count && bytes.count <= RawBatch.maximumBytes)
    }

    @Test func textAndRowsAreNotTakenForEachOther() throws {
        let rows = sampleRowBatch()
        let text = sampleRawBatch()
        #expect(throws: WireError.self) { _ = try RawBatch(rows.span.bytes).records() }
        #expect(throws: WireError.self) { _ = try RawBatch(text.span.bytes).rows() }
    }
}
