import ETLModels
import TestData
import Testing

struct IntegersTests {
    @Test func readsUpToTheLimits() throws {
        #expect(try parse("0") == Int32(0))
        #expect(try parse("2147483647") == Int32.max)
        #expect(try parse("9223372036854775807") == Int64.max)
        #expect(try parse("000000000000000000000000000002147483647") == Int32.max)
        #expect(try parse("0009223372036854775807") == Int64.max)
    }

    @Test(arguments: ["2147483648", "4294967296", "9999999999", "9223372036854775808", "18446744073709551617"])
    func refusesALogIndexBeyondItsLimit(_ text: String) {
        #expect(refusal(of: text, as: Int32.self) == .outOfRange)
    }

    @Test(arguments: [
        "9223372036854775808", "9999999999999999999", "18446744073709551616", "18446744073709551617",
        "100000000000000000000000000000000000000000",
    ])
    func refusesABlockNumberBeyondItsLimit(_ text: String) {
        #expect(refusal(of: text, as: Int64.self) == .outOfRange)
    }

    @Test(arguments: [
        "-1", "+1", "1.0", "1e3", " 1", "1 ", "0x1", "1\n", "\u{0663}", "12345678x", "x12345678", "123456789012345678x",
        "1234567890123456789012345678x",
    ])
    func refusesWhatIsNoDigit(_ text: String) {
        #expect(refusal(of: text, as: Int32.self) == .notANumber)
        #expect(refusal(of: text, as: Int64.self) == .notANumber)
    }

    @Test func refusesNothing() {
        #expect(refusal(of: "", as: Int32.self) == .missing)
        #expect(refusal(of: "", as: Int64.self) == .missing)
    }

    @Test func agreesWithTheStandardLibrary() throws {
        var random = SeededGenerator(8)
        for _ in 0..<20_000 {
            let text = random.digits(Int.random(in: 1...20, using: &random), radix: 10)
            #expect((try? parse(text, as: Int64.self)) == Int64(text), "\(text)")
            #expect((try? parse(text, as: Int32.self)) == Int32(text), "\(text)")
        }
    }

    @Test func survivesTheWire() throws {
        for number in [0, 1, 255, 256, Int32.max] { #expect(try overTheWire(number) == number) }
        for number in [0, 1, 1 << 32, Int64.max] { #expect(try overTheWire(number) == number) }
    }

    @Test func refusesANegativeNumberOnTheWire() {
        #expect(throws: WireError.self) { try overTheWire(Int32(-1)) }
        #expect(throws: WireError.self) { try overTheWire(Int64.min) }
    }
}
