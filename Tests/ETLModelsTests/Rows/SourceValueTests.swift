import Testing

@testable import ETLModels

/// What a value of a source's column means for each type.
struct SourceValueTests {
    private static let hash = (0..<32).map { UInt8($0 * 7) }

    /// Reads a value that is appended to a column of a storage.
    private func read<Value: FieldValue>(
        _ storage: ValueStorage, as type: Value.Type = Value.self, _ append: (inout RawBatchBuilder) -> Void
    ) throws -> Value {
        let layout = SourceLayout(format: 6, delimiter: 0x2C, columns: ["c"], storages: [storage])
        var builder = RawBatchBuilder(kind: .tokens, layout: layout, limits: BatchLimits(records: 10))
        builder.beginRow()
        append(&builder)
        _ = builder.endRow()
        let bytes = builder.finish(id: sampleID, firstRecord: 1, sourceBytes: 0, isLast: true)
        var rows = try RawBatch(bytes.span.bytes).rows()
        guard let row = try rows.next(), !row.isNull(0) else { throw RejectReason.missing }
        var isRepaired = false
        return try Value.read(row.value(0), repaired: &isRepaired)
    }

    private func reason(_ read: () throws -> Any) -> RejectReason? {
        do {
            _ = try read()
            return nil
        } catch {
            return error as? RejectReason
        }
    }

    private func bytes<Value: FieldValue>(_ bytes: [UInt8], as type: Value.Type) throws -> Value {
        try read(.bytes, as: type) { $0.append(bytes: bytes.span.bytes) }
    }

    private func text<Value: FieldValue>(_ text: String, as type: Value.Type) throws -> Value {
        let bytes = Array(text.utf8)
        return try read(.text, as: type) { $0.append(text: bytes.span.bytes) }
    }

    private func hex(_ bytes: [UInt8]) -> String { bytes.reduce(into: "0x") { $0 += Hex.digits($1, 2) } }

    @Test func anAddressIsBytesTextOrATopic() throws {
        let address = Array(Self.hash.suffix(20))
        let topic = [UInt8](repeating: 0, count: 12) + address
        let expected = hex(address)
        for found in [
            try bytes(address, as: Address.self), try bytes(topic, as: Address.self),
            try bytes(Array(expected.utf8), as: Address.self), try bytes(Array(hex(topic).utf8), as: Address.self),
            try text(expected, as: Address.self),
            try text(expected.uppercased().replacing("0X", with: "0x"), as: Address.self),
            try text(hex(topic), as: Address.self),
            try text(hex(topic).uppercased().replacing("0X", with: "0x"), as: Address.self),
        ] {
            #expect("\(found)" == expected)
        }
        for place in 0..<12 {
            var other = topic
            other[place] = 1
            #expect(reason { try bytes(other, as: Address.self) } == .outOfRange)
            #expect(reason { try text(hex(other), as: Address.self) } == .outOfRange)
        }
        #expect(reason { try bytes(Array(address.dropLast()), as: Address.self) } == .wrongLength)
        #expect(reason { try text(hex(address) + "00", as: Address.self) } == .wrongLength)
        #expect(reason { try text("0x" + String(repeating: "g", count: 40), as: Address.self) } == .notHex)
        #expect(reason { try read(.number(), as: Address.self) { $0.append(number: Int64(5)) } } == .notHex)
    }

    @Test func aHashIsBytesOrText() throws {
        for found in [
            try bytes(Self.hash, as: Hash32.self), try bytes(Array(hex(Self.hash).utf8), as: Hash32.self),
            try text(hex(Self.hash), as: Hash32.self), try text("\\x" + hex(Self.hash).dropFirst(2), as: Hash32.self),
        ] {
            #expect("\(found)" == hex(Self.hash))
        }
        let repeated = (UInt8.min ... .max).map { [UInt8](repeating: $0, count: 32) }
        #expect(try repeated.allSatisfy { "\(try bytes($0, as: Hash32.self))" == hex($0) })
        #expect(reason { try bytes(Array(Self.hash.dropLast()), as: Hash32.self) } == .wrongLength)
        #expect(reason { try text(hex(Self.hash) + "00", as: Hash32.self) } == .wrongLength)
    }

    @Test func anAmountIsExact() throws {
        let most = [UInt8](repeating: 0xFF, count: 32)
        let digits = "\(UInt256.max)"
        func decimal(_ number: Int64, _ digits: UInt8) throws -> UInt256 {
            try read(.number(digits: digits)) { $0.append(number: number) }
        }
        #expect(try bytes(most, as: UInt256.self) == .max)
        #expect(try text(digits, as: UInt256.self) == .max)
        #expect(try text("0x" + String(repeating: "f", count: 64), as: UInt256.self) == .max)
        #expect(try text("0xA", as: UInt256.self) == UInt256(10))
        #expect(try bytes(Array("12345678901234567890123456789012".utf8), as: UInt256.self).description.count == 32)
        #expect(try read(.number(), as: UInt256.self) { $0.append(littleEndian: most.span.bytes) } == .max)
        #expect(try read(.number(), as: UInt256.self) { $0.append(number: UInt64.max) } == UInt256(.max))
        #expect(try decimal(180, 1) == UInt256(18))
        #expect(try decimal(0, 38) == UInt256(0))
        #expect(reason { try decimal(181, 1) } == .notANumber)
        #expect(reason { try decimal(-1, 0) } == .notANumber)
        #expect(reason { try text(digits + "0", as: UInt256.self) } == .outOfRange)
        #expect(reason { try text("1e18", as: UInt256.self) } == .notANumber)
        #expect(reason { try text("0x1" + String(repeating: "0", count: 64), as: UInt256.self) } == .outOfRange)
        #expect(reason { try bytes([1, 2, 3], as: UInt256.self) } == .notANumber)
        // 2^256 * 10^20, of which 20 digits are behind the point; and without a point.
        let wide: [UInt8] = [0x05, 0x6B, 0xC7, 0x5E, 0x2D, 0x63, 0x10, 0, 0] + [UInt8](repeating: 0, count: 32)
        func decimal(of digits: UInt8, _ number: [UInt8]) throws -> UInt256 {
            try read(.number(digits: digits)) { $0.append(bigEndian: number.span.bytes, isSigned: true) }
        }
        #expect(reason { try decimal(of: 20, wide) } == .outOfRange)
        #expect(
            try decimal(of: 20, Array(wide.dropLast())).description
                == "452312848583266388373324160190187140051835877600158453279131187530910662656")
        #expect(reason { try decimal(of: 0, wide) } == .outOfRange)
    }

    @Test func aRealNumberIsWholeAndBelow2To53() throws {
        func real(_ number: Double) throws -> UInt256 { try read(.real()) { $0.append(real: number) } }
        #expect(try real(0x1p53 - 1) == UInt256(1 << 53 - 1))
        #expect(try real(-0.0) == UInt256(0))
        #expect(reason { try real(0x1p53) } == .notANumber)
        #expect(reason { try real(.infinity) } == .notANumber)
        for wrong in [0.5, -1, .nan, -.infinity, .leastNonzeroMagnitude] {
            #expect(reason { try real(wrong) } == .notANumber)
        }
    }

    @Test func aRealNumberOf32BitsIsBelow2To24() throws {
        func real(_ number: Float) throws -> UInt256 {
            try read(.real(isSingle: true)) { $0.append(real: Double(number)) }
        }
        #expect(try real(0x1p24 - 1) == UInt256(1 << 24 - 1))
        for rounded in [0x1p24, 0x1p25, -0x1p24, .infinity, 0.5] as [Float] {
            #expect(reason { try real(rounded) } == .notANumber)
        }
    }

    @Test(arguments: [
        String(repeating: " ", count: 31) + "7", "0x" + String(repeating: "z", count: 30),
        "12345678901234567890123456789.00", String(repeating: "1", count: 31) + "\n",
    ])
    func thirtyTwoCharactersAreNoBytes(_ text: String) throws {
        let characters = Array(text.utf8)
        #expect(characters.count == 32)
        #expect(reason { try bytes(characters, as: UInt256.self) } != nil)
        #expect(reason { try bytes(characters, as: Hash32.self) } != nil)
        #expect(reason { try bytes(characters, as: Address.self) } != nil)
    }

    @Test func aNumberThatIsCutIsNeverSmall() throws {
        for digits in [0, 1, 200, ValueStorage.digitLimit] {
            let storage = ValueStorage.number(digits: digits)
            for first in [1, 0x40, 0x7F] as [UInt8] {
                let long = [first] + [UInt8](repeating: 0, count: 300)
                #expect(
                    reason {
                        try read(storage, as: UInt256.self) { $0.append(bigEndian: long.span.bytes, isSigned: true) }
                    } != nil)
            }
        }
        #expect(ValueStorage(.number, digits: ValueStorage.digitLimit + 1) == nil)
    }

    @Test func anIntegerKeepsItsRange() throws {
        func number(_ number: UInt64) throws -> Int32 { try read(.number()) { $0.append(number: number) } }
        #expect(try number(UInt64(Int32.max)) == .max)
        #expect(reason { try number(1 << 31) } == .outOfRange)
        #expect(try read(.number(), as: Int64.self) { $0.append(number: Int64.max) } == .max)
        #expect(reason { try read(.number(), as: Int64.self) { $0.append(number: UInt64(1) << 63) } } == .outOfRange)
        #expect(try read(.number(digits: 2), as: Int64.self) { $0.append(number: Int64(700)) } == 7)
        #expect(try read(.real(), as: Int32.self) { $0.append(real: 7) } == 7)
        #expect(try text("007", as: Int32.self) == 7)
        #expect(reason { try read(.number(), as: Int64.self) { $0.append(number: Int64(-7)) } } == .notANumber)
    }

    @Test func aTimeHasAnyUnit() throws {
        func time(_ count: Int64, _ digits: UInt8) throws -> String {
            let storage = try #require(ValueStorage(.timestamp, digits: digits))
            return try read(storage, as: Timestamp.self) { $0.append(timestamp: count) }.description
        }
        #expect(try time(1_660_000_012, 0) == "2022-08-08 23:06:52 UTC")
        #expect(try time(1_660_000_012_500, 3) == "2022-08-08 23:06:52.500000 UTC")
        #expect(try time(1_660_000_012_000_001, 6) == "2022-08-08 23:06:52.000001 UTC")
        #expect(try time(1_660_000_012_000_001_999, 9) == "2022-08-08 23:06:52.000001 UTC")
        #expect(try time(-1, 9) == "1969-12-31 23:59:59.999999 UTC")
        #expect(try time(253_402_300_799_999, 3) == "9999-12-31 23:59:59.999000 UTC")
        #expect(reason { try time(253_402_300_800_000, 3) } == .invalidTimestamp)
        #expect(reason { try time(.max, 0) } == .invalidTimestamp)
        func seconds(_ number: Int64) throws -> Timestamp { try read(.number()) { $0.append(number: number) } }
        #expect(try seconds(1_660_000_012).description == "2022-08-08 23:06:52 UTC")
        #expect(reason { try seconds(-1) } == .invalidTimestamp)
        #expect(try text("2022-08-08T23:06:52Z", as: Timestamp.self).description == "2022-08-08 23:06:52 UTC")
    }

    @Test func anInt96IsADayAndItsNanoseconds() throws {
        func time(_ nanoseconds: Int64, _ day: Int32) throws -> String {
            let bytes =
                (0..<8).map { UInt8(truncatingIfNeeded: nanoseconds >> (8 * $0)) }
                + (0..<4).map { UInt8(truncatingIfNeeded: day >> (8 * $0)) }
            return try read(.int96, as: Timestamp.self) { $0.append(int96: bytes.span.bytes) }.description
        }
        #expect(try time(0, 2_440_588) == "1970-01-01 00:00:00 UTC")
        #expect(try time(83_212_000_001_999, 2_459_800) == "2022-08-08 23:06:52.000001 UTC")
        #expect(try time(86_399_000_000_000, 2_440_587) == "1969-12-31 23:59:59 UTC")
        #expect(try time(0, 1_721_426) == "0001-01-01 00:00:00 UTC")
        #expect(try time(86_399_000_000_000, 5_373_484) == "9999-12-31 23:59:59 UTC")
        #expect(reason { try time(0, 5_373_485) } == .invalidTimestamp)
        #expect(reason { try time(.min, .min) } == .invalidTimestamp)
        #expect(reason { try time(.max, .max) } == .invalidTimestamp)
    }

    @Test func theTextOfAValueCanBeSubmitted() throws {
        func line(_ column: String, _ storage: ValueStorage, _ append: (inout RawBatchBuilder) -> Void) throws -> String
        {
            let layout = SourceLayout(format: 6, delimiter: 0x2C, columns: [column], storages: [storage])
            var builder = RawBatchBuilder(kind: .tokens, layout: layout, limits: BatchLimits(records: 10))
            builder.beginRow()
            append(&builder)
            _ = builder.endRow()
            let bytes = builder.finish(id: sampleID, firstRecord: 1, sourceBytes: 0, isLast: true)
            let kind = RecordKind.tokenTransfers
            let positions = HeaderMatch([column], for: kind).positions.map { $0.first ?? -1 }
            var rows = try RawBatch(bytes.span.bytes).rows()
            guard let row = try rows.next() else { return "" }
            return ValueText.line(of: row, kind, positions: positions)
        }
        let address = "0x" + String(repeating: "ab", count: 20)
        let topic = Array("0x\(String(repeating: "0", count: 24))\(String(repeating: "ab", count: 20))".utf8)
        let hex = Array("0x1f".utf8)
        #expect(try line("value", .real()) { $0.append(real: 17_000_000) } == "17000000")
        #expect(try line("value", .real()) { $0.append(real: 0.5) } == "0.5")
        #expect(try line("value", .text) { $0.append(text: hex.span.bytes) } == "31")
        #expect(try line("from_address", .text) { $0.append(text: topic.span.bytes) } == address)
        #expect(
            try line("other", .text) { $0.append(text: topic.span.bytes) } == String(decoding: topic, as: UTF8.self))
        #expect(try line("value", .real(isSingle: true)) { $0.append(real: 17_000_000) } == "≈17000000.0")
        let long = [UInt8](repeating: 1, count: 200)
        #expect(try line("value", .number()) { $0.append(bigEndian: long.span.bytes, isSigned: true) }.hasPrefix("≥"))
        #expect(try line("value", .number(digits: 2)) { $0.append(number: Int64(-1250)) } == "-12.5")
    }

    @Test func textIsTextWhateverItsBytesLookLike() throws {
        #expect(try text("0x00112233445566aa", as: Text.self).string == "0x00112233445566aa")
        #expect(try text("Ünicode, \"quoted\"", as: Text.self).string == "Ünicode, \"quoted\"")
        #expect(try bytes(Array("USDC".utf8), as: Text.self).string == "USDC")
        #expect(try bytes([0x55, 0, 0xFF], as: Text.self).string == "U\u{FFFD}")
        #expect(try read(.number(), as: Text.self) { $0.append(number: Int64(404)) }.string == "404")
        #expect(reason { try bytes([0], as: Text.self) } == .missing)
    }
}
