import ETLModels
import TestData
import Testing

struct AddressTests {
    private static let text = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"

    @Test func readsTwentyBytesInOrder() throws {
        let address: Address = try parse(Self.text)
        #expect(address.words == (0xc02a_aa39_b223_fe8d, 0x0a0e_5c4f_27ea_d908, 0x3c75_6cc2))
        #expect(address.description == Self.text)
    }

    @Test func readsEitherCaseAsTheSameAddress() throws {
        let lower: Address = try parse(Self.text)
        #expect(try parse("0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2") == lower)
        #expect(try parse("0x" + Self.text.dropFirst(2).uppercased()) == lower)
    }

    @Test func readsBytesAsPostgreSQLWritesThem() throws {
        let address: Address = try parse(Self.text)
        #expect(try parse(#"\x"# + Self.text.dropFirst(2)) == address)
        #expect(try parse(#"\x"# + Self.text.dropFirst(2).uppercased()) == address)
    }

    @Test func readsTheZeroAddress() throws {
        #expect(try parse("0x" + String(repeating: "0", count: 40)) == Address.absent)
    }

    @Test(arguments: [
        "", "0x", "c02aaa39b223fe8d0a0e5c4f27ead9083c756cc2", "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc",
        "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2f", " 0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2",
        "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2 ", "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2\n",
        "0x000000000000000000000000c02aaa39b223fe8d0a0e5c4f27ead9083c756cc2",
    ])
    func refusesAnotherLength(_ text: String) {
        #expect(refusal(of: text, as: Address.self) == .wrongLength)
    }

    @Test(arguments: [
        "0Xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2", "xxc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2",
        "00c02aaa39b223fe8d0a0e5c4f27ead9083c756cc2", #"\Xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"#,
        #"\\c02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"#, "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756ccg",
        "0x c02aaa39b223fe8d0a0e5c4f27ead9083c756cc", "0x-02aaa39b223fe8d0a0e5c4f27ead9083c756cc2",
    ])
    func refusesWhatIsNoHex(_ text: String) {
        #expect(refusal(of: text, as: Address.self) == .notHex)
    }

    @Test func refusesDigitsOfOtherScripts() {
        // A full-width zero takes three bytes: the length is right, but the bytes are not.
        #expect(refusal(of: "0x\u{FF10}" + String(repeating: "a", count: 37), as: Address.self) == .notHex)
    }

    @Test func noticesEveryDamagedByte() {
        for position in 0..<42 {
            for byte in UInt8.min...UInt8.max {
                var bytes = Array(Self.text.utf8)
                bytes[position] = byte
                let isHex = byte < 0x80 && Character(Unicode.Scalar(byte)).isHexDigit
                let prefixes = [Array(#"0\"#.utf8), Array("x".utf8)]
                let isFine = position < 2 ? prefixes[position].contains(byte) : isHex
                #expect(refusal(of: bytes, as: Address.self) == (isFine ? nil : .notHex), "\(byte) at \(position)")
            }
        }
    }

    @Test func survivesTheWire() throws {
        var random = SeededGenerator(4)
        for _ in 0..<1000 {
            let address: Address = try parse("0x" + random.digits(40, radix: 16))
            #expect(try overTheWire(address) == address)
            #expect(try parse(address.description) == address)
        }
    }

    @Test func takesTwentyBytesOnTheWireInTheOrderOfItsText() throws {
        let address: Address = try parse("0x000102030405060708090a0b0c0d0e0f10111213")
        var writer = WireWriter(capacity: 0)
        address.write(to: &writer)
        #expect(writer.finish() == Array(0..<20))
        #expect(Address.wireWidth == 20)
    }
}
