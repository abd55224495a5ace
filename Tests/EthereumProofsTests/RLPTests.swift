import EthereumProofs
import Testing

/// The examples of the yellow paper and of Ethereum's tests.
@Suite struct RLPTests {
    @Test(
        arguments: [
            ([], [0x80]), ([0], [0]), ([0x7F], [0x7F]), ([0x80], [0x81, 0x80]),
            (Array("dog".utf8), [0x83, 0x64, 0x6F, 0x67]),
            ([UInt8](repeating: 1, count: 55), [0xB7] + [UInt8](repeating: 1, count: 55)),
            ([UInt8](repeating: 1, count: 56), [0xB8, 56] + [UInt8](repeating: 1, count: 56)),
            ([UInt8](repeating: 1, count: 256), [0xB9, 1, 0] + [UInt8](repeating: 1, count: 256)),
            ([UInt8](repeating: 1, count: 65_536), [0xBA, 1, 0, 0] + [UInt8](repeating: 1, count: 65_536)),
        ] as [([UInt8], [UInt8])]) func writesAString(bytes: [UInt8], wanted: [UInt8])
    {
        var text: [UInt8] = []
        RLP.append(bytes.span.bytes, to: &text)
        #expect(text == wanted)
        #expect(RLP.size(ofBytes: bytes.count, first: bytes.first ?? 0) == wanted.count)
    }

    @Test(
        arguments: [
            (0, [0x80]), (1, [1]), (15, [15]), (127, [127]), (128, [0x81, 128]), (1024, [0x82, 4, 0]),
            (0xFFFF_FFFF, [0x84, 255, 255, 255, 255]), (.max, [0x88] + [UInt8](repeating: 255, count: 8)),
        ] as [(UInt64, [UInt8])]) func writesANumberWithoutLeadingZeros(number: UInt64, wanted: [UInt8])
    {
        var text: [UInt8] = []
        RLP.append(number, to: &text)
        #expect(text == wanted)
    }

    @Test(
        arguments: [
            (0, [0xC0]), (3, [0xC3]), (55, [0xF7]), (56, [0xF8, 56]), (1024, [0xF9, 4, 0]),
        ] as [(Int, [UInt8])]) func writesTheHeaderOfAList(count: Int, wanted: [UInt8])
    {
        var text: [UInt8] = []
        RLP.appendHeader(ofList: count, to: &text)
        #expect(text == wanted)
        #expect(RLP.size(ofList: count) == wanted.count + count)
    }
}
