import ETLModels
import TestData
import Testing

struct UInt256Tests {
    private static let greatest = "115792089237316195423570985008687907853269984665640564039457584007913129639935"

    private func wireBytes(_ number: UInt256) -> [UInt8] {
        var writer = WireWriter(capacity: 0)
        number.write(to: &writer)
        return writer.finish()
    }

    @Test func readsTheGreatestNumber() throws {
        let number: UInt256 = try parse(Self.greatest)
        #expect(number == .max)
        #expect(UInt256.max.description == Self.greatest)
    }

    @Test(arguments: [
        "115792089237316195423570985008687907853269984665640564039457584007913129639936",  // 2^256
        "115792089237316195423570985008687907853269984665640564039457584007913129639937",
        "999999999999999999999999999999999999999999999999999999999999999999999999999999",  // 78 digits
        "1000000000000000000000000000000000000000000000000000000000000000000000000000000",  // 79 digits
    ])
    func refusesWhatDoesNotFit(_ text: String) {
        #expect(refusal(of: text, as: UInt256.self) == .outOfRange)
    }

    @Test func allowsLeadingZeros() throws {
        #expect(try parse("000") == UInt256(0))
        #expect(try parse("0007") == UInt256(7))
        #expect(try parse(String(repeating: "0", count: 500) + Self.greatest) == UInt256.max)
    }

    @Test(arguments: [
        "-1", "+1", "1.0", "10000.0", "18.67", ".5", "1e18", "1E18", " 1", "1 ", "\t1", "1\n", "1,000", "1_000", "0x10",
        "abc", "NULL", "null", "NaN", "inf", "\u{0661}\u{0662}", "\u{FF11}", "1\u{A0}", "\u{0}1", "1\u{0}", "-", "+",
        "/", ":", "12345678:", "/2345678", "1234567890123456789012345678901234567890-",
        "-15792089237316195423570985008687907853269984665640564039457584007913129639935",
        "115792089237316195423570985008687907853269984665640564039457584007913129639935.0",
        "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000x",
    ])
    func refusesWhatIsNoDigit(_ text: String) {
        #expect(refusal(of: text, as: UInt256.self) == .notANumber)
    }

    @Test func refusesNothing() {
        #expect(refusal(of: "", as: UInt256.self) == .missing)
        #expect(refusal(of: "   ", as: UInt256.self) == .notANumber)
    }

    @Test func noticesEveryDamagedDigit() {
        for length in 1...78 {
            for position in 0..<length {
                for byte in [0x00, 0x20, 0x2F, 0x3A, 0x3F, 0xB0, 0xB9, 0xFF] as [UInt8] {
                    var bytes = [UInt8](repeating: UInt8(ascii: "1"), count: length)
                    bytes[position] = byte
                    #expect(refusal(of: bytes, as: UInt256.self) == .notANumber, "\(byte) at \(position) of \(length)")
                }
            }
        }
    }

    @Test func readsWhatTheSchoolbookReads() throws {
        var random = SeededGenerator(6)
        for length in 1...78 {
            for _ in 0..<40 {
                let text = random.digits(length, radix: 10)
                if let bytes = SchoolbookNumber.bytes(ofDecimal: text) {
                    let digits = bytes.drop { $0 == 0 }
                    #expect(wireBytes(try parse(text)) == [UInt8(digits.count)] + digits, "\(text)")
                } else {
                    #expect(refusal(of: text, as: UInt256.self) == .outOfRange, "\(text)")
                }
            }
        }
    }

    @Test func writesWhatTheSchoolbookWrites() throws {
        var random = SeededGenerator(7)
        for count in 0...32 {
            for _ in 0..<20 {
                let bytes = Array(random.bytes(count).drop { $0 == 0 })
                let wireBytes = [UInt8(bytes.count)] + bytes
                var reader = WireReader(wireBytes.span.bytes)
                let number = try UInt256(from: &reader)
                #expect(number.description == SchoolbookNumber.decimal(of: bytes))
                #expect(try parse(number.description) == number)
                #expect(try overTheWire(number) == number)
            }
        }
    }

    @Test func isExactAroundEveryPowerOfTen() throws {
        for exponent in 0...77 {
            for text in [
                "1" + String(repeating: "0", count: exponent), String(repeating: "9", count: max(1, exponent)),
            ] {
                #expect(try parse(text, as: UInt256.self).description == text)
            }
        }
    }

    @Test func takesOnTheWireWhatItNeedsMostSignificantFirst() throws {
        #expect(wireBytes(UInt256(0)) == [0])
        #expect(wireBytes(UInt256(0x0102)) == [2, 1, 2])
        #expect(wireBytes(.max) == [32] + [UInt8](repeating: 255, count: 32))
        #expect(UInt256.wireWidth == nil)
    }

    @Test func hasOneFormOnTheWire() {
        for count in 1...32 {
            let bytes = [UInt8(count), 0] + [UInt8](repeating: 7, count: count - 1)
            #expect(throws: WireError.malformed("a number starts with a zero")) {
                var reader = WireReader(bytes.span.bytes)
                _ = try UInt256(from: &reader)
            }
        }
        for count in UInt8(33)...255 {
            let bytes = [count] + [UInt8](repeating: 7, count: Int(count))
            #expect(throws: WireError.malformed("a number has more than 256 bits")) {
                var reader = WireReader(bytes.span.bytes)
                _ = try UInt256(from: &reader)
            }
        }
    }
}
