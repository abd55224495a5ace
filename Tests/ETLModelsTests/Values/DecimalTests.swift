import TestData
import Testing

@testable import ETLModels

struct DecimalTests {
    private static func naive(_ bytes: [UInt8]) -> UInt64? {
        var value: UInt64 = 0
        for byte in bytes {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + UInt64(byte - UInt8(ascii: "0"))
        }
        return value
    }

    private static func eightDigits(_ bytes: [UInt8]) -> UInt64? {
        Decimal.eightDigits(bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }

    @Test func agreesWithOneDigitAtATime() {
        var random = SeededGenerator(9)
        for _ in 0..<20_000 {
            let bytes = Array(random.digits(8, radix: 10).utf8)
            #expect(Self.eightDigits(bytes) == Self.naive(bytes))
        }
    }

    @Test func noticesEveryByteThatIsNoDigitAtEveryPlace() {
        var random = SeededGenerator(10)
        for position in 0..<8 {
            for byte in UInt8.min...UInt8.max {
                var bytes = Array(random.digits(8, radix: 10).utf8)
                bytes[position] = byte
                #expect(Self.eightDigits(bytes) == Self.naive(bytes), "byte \(byte) at \(position)")
            }
        }
    }

    @Test func agreesOnBytesOfAnyKind() {
        var random = SeededGenerator(11)
        for _ in 0..<50_000 {
            let bytes = random.bytes(8).map { $0 < 32 ? $0 : UInt8(ascii: "0") + $0 % 10 }
            #expect(Self.eightDigits(bytes) == Self.naive(bytes))
        }
    }
}
