import ETLModels
import Testing

struct ChainIDTests {
    private func number(_ text: String) throws(RejectReason) -> UInt64 {
        let bytes = Array(text.utf8)
        return try ChainID.number(in: bytes.span.bytes)
    }

    @Test(arguments: [
        ("1", 1), ("137", 137), ("000137", 137), ("0x1", 1), ("0x89", 137), ("0xA4B1", 42161), (#"\x0a4b1"#, 42161),
        ("0", 0), ("18446744073709551615", UInt64.max),
    ])
    func readsDecimalAndHexDigits(_ text: String, _ expected: UInt64) throws {
        #expect(try number(text) == expected)
    }

    @Test(arguments: [
        "18446744073709551616", "99999999999999999999999999", "184467440737095516150", "0x10000000000000000",
        "0xffffffffffffffffffff",
    ])
    func readsANumberBeyondEveryChainsAsTheLargest(_ text: String) throws {
        #expect(try number(text) == .max)
        #expect(ChainID(text) == nil)
    }

    @Test(arguments: [
        "", " 1", "1 ", "+1", "-1", "1.0", "1e0", "0x", #"\x"#, "0X1", "x1", "1f", "0xg", "ethereum", "eip155:1",
        "true",
        "99999999999999999999999999x",
    ])
    func refusesWhatIsNoNumber(_ text: String) {
        #expect(throws: RejectReason.notANumber) { try number(text) }
        #expect(ChainID(text) == nil)
    }

    @Test func isFromOneToTheLargestThatADatabaseTakes() {
        #expect(ChainID("1") == .ethereum)
        #expect(ChainID("0x89")?.description == "137")
        #expect(ChainID(UInt64(Int64.max))?.number == 9_223_372_036_854_775_807)
        #expect(ChainID(UInt64(Int64.max) + 1) == nil)
        #expect(ChainID("0") == nil)
    }
}
