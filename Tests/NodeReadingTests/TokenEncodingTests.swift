import ETLModels
import TestData
import TestSupport
import Testing

@testable import NodeReading

@Suite struct TokenEncodingTests {
    private static func bytes(_ digits: String) -> [UInt8] { HexData.bytes("0x" + digits) ?? [] }

    @Test func aStringIsFoundWhereItStarts() {
        let text = Self.bytes(TestContracts.word(64) + TestContracts.word(7) + TestContracts.word(2) + "6869")
        #expect(ABIData.string(text) == .valid("hi"))
        #expect(ABIData.fixedText(text) != nil)
        #expect(ABIData.fixedText(Self.bytes(TestContracts.string("hi"))) == nil)
    }

    @Test func aTextBeyondTheLimitIsUnusable() {
        let limit = ABIData.mostTextBytes
        func reading(_ count: Int) -> ABIData.Text? {
            ABIData.string(Self.bytes(TestContracts.string(String(repeating: "a", count: count))))
        }
        #expect(reading(limit) == .valid(String(repeating: "a", count: limit)))
        #expect(reading(limit + 1) == .unusable)
    }

    @Test(arguments: 0..<300) func noDataOfAnyFormIsReadBeyondItsEnd(seed: UInt64) {
        var random = SeededGenerator(seed)
        var data = Self.bytes(TestContracts.string("abc") + TestContracts.word(96))
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let value: [UInt8] = [0, 1, 31, 32, 64, 127, 128, 255]
            data[Int.random(in: data.indices, using: &random)] = value.randomElement(using: &random) ?? 0
        }
        data.removeLast(Int.random(in: 0...data.count, using: &random))
        _ = (ABIData.string(data), ABIData.fixedText(data), ABIData.number(data))
        _ = Multicall.results(data, of: Int.random(in: 0...3, using: &random))
    }

    @Test func resultsAreThoseOfTheCallsInTheirOrder() throws {
        var contracts = TestContracts()
        let addresses = ["a", "b", "c"].map { String(repeating: $0, count: 40) }
        contracts.functions[addresses[0]] = ["95d89b41": .returned("0102")]
        contracts.functions[addresses[1]] = ["06fdde03": .reverted]
        let data = Multicall.data([(addresses[0], .symbol), (addresses[1], .name), (addresses[2], .decimals)])
        guard case .returned(let text) = contracts.call(TestContracts.multicall, data) else {
            Issue.record("the call has failed")
            return
        }
        let bytes = Self.bytes(text)
        #expect(Multicall.results(bytes, of: 3) == [[1, 2], nil, []])
        #expect(Multicall.results(bytes, of: 2) == nil && Multicall.results(Array(bytes.dropLast()), of: 3) == nil)
        #expect(Multicall.results([], of: 3) == nil)
    }

    private static func left(_ digits: String) -> String { String(repeating: "0", count: 64 - digits.count) + digits }
    private static func right(_ digits: String) -> String { digits + String(repeating: "0", count: 64 - digits.count) }

    /// The words are those of eth_abi, the encoder of ethereum-etl.
    @Test func callsAreEncodedAsByAnotherEncoder() {
        let addresses = ["1", "2"].map { String(repeating: $0, count: 40) }
        let words = [
            Self.left("20"), Self.left("2"), Self.left("40"), Self.left("e0"),
            Self.left(addresses[0]), Self.left("1"), Self.left("60"), Self.left("4"), Self.right("95d89b41"),
            Self.left(addresses[1]), Self.left("1"), Self.left("60"), Self.left("4"), Self.right("18160ddd"),
        ]
        let data = Multicall.data([(addresses[0], .symbol), (addresses[1], .totalSupply)])
        #expect(data == "82ad56cb" + words.joined())
    }

    @Test func resultsOfAnotherEncoderAreRead() {
        let ones = String(repeating: "01", count: 33)
        let words = [
            Self.left("20"), Self.left("3"), Self.left("60"), Self.left("100"), Self.left("160"),
            Self.left("1"), Self.left("40"), Self.left("21"), String(ones.prefix(64)), Self.right("01"),
            Self.left("0"), Self.left("40"), Self.left("0"), Self.left("1"), Self.left("40"), Self.left("0"),
        ]
        let results = Multicall.results(Self.bytes(words.joined()), of: 3)
        #expect(results == [[UInt8](repeating: 1, count: 33), nil, []])
        let text = Self.left("20") + Self.left("6") + Self.right("68c3a96c6c6f")
        #expect(ABIData.string(Self.bytes(text)) == .valid("héllo"))
    }

    @Test(arguments: ["0x", "0X0aFF"]) func bytesAreReadInEitherCase(text: String) {
        #expect(HexData.bytes(text) == (text.count == 2 ? [] : [10, 255]))
    }

    @Test(arguments: ["", "0", "0x0", "00", "0xzz", "1x00"]) func otherTextsAreNoBytes(text: String) {
        #expect(HexData.bytes(text) == nil)
    }
}
