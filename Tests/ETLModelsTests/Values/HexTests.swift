import TestData
import Testing

@testable import ETLModels

struct HexTests {
    private static func naive(_ bytes: [UInt8]) -> UInt32? {
        var value: UInt32 = 0
        for byte in bytes {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private static func decode(_ bytes: [UInt8]) -> UInt32? {
        var faults: UInt64 = 0
        let value = Hex.word32(bytes.span.bytes, at: 0, &faults)
        return faults == 0 ? value : nil
    }

    @Test func agreesWithOneDigitAtATime() {
        var random = SeededGenerator(1)
        for _ in 0..<20_000 {
            let bytes = Array(random.digits(8, radix: 16).utf8)
            #expect(Self.decode(bytes) == Self.naive(bytes))
        }
    }

    @Test func noticesEveryByteThatIsNoDigitAtEveryPlace() {
        var random = SeededGenerator(2)
        for position in 0..<8 {
            for byte in UInt8.min...UInt8.max {
                var bytes = Array(random.digits(8, radix: 16).utf8)
                bytes[position] = byte
                #expect(Self.decode(bytes) == Self.naive(bytes), "byte \(byte) at \(position)")
            }
        }
    }

    @Test func agreesOnBytesOfAnyKind() {
        var random = SeededGenerator(3)
        for _ in 0..<50_000 {
            // Half of the bytes are digits, so that a bad byte is often the only one.
            let bytes = random.bytes(8).map { $0 < 128 ? $0 : UInt8(ascii: "0") + $0 % 10 }
            #expect(Self.decode(bytes) == Self.naive(bytes))
        }
    }

    @Test func aFaultStaysWhenGoodDigitsFollow() {
        var faults: UInt64 = 0
        let bytes = Array("0000000g00000000".utf8)
        _ = Hex.word64(bytes.span.bytes, at: 0, &faults)
        #expect(faults != 0)
    }

    @Test func writesLowerCaseDigitsPaddedWithZeros() {
        #expect(Hex.digits(0xABC, 8) == "00000abc")
        #expect(Hex.digits(UInt64.max, 16) == "ffffffffffffffff")
    }
}
