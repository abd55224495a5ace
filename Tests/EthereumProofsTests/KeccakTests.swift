import EthereumProofs
import Testing

@Suite struct KeccakTests {
    @Test(arguments: KnownAnswers.hashes) func hashesAreThoseOfAnotherImplementation(count: Int, wanted: String) {
        #expect(Keccak256.hash(KnownAnswers.text(count).span.bytes).digits == wanted)
    }

    @Test func hashesAPartOfAnArray() {
        let text = [0xFF] + KnownAnswers.text(137) + [0xFF, 0xFF]
        let hash = Keccak256.hash(text.span.bytes.extracting(1..<138))
        #expect(hash == Keccak256.hash(KnownAnswers.text(137).span.bytes))
    }

    @Test(arguments: [0, 1, 135, 136, 137, 272, 300], [0, 1, 70, 135, 136, 137, 500])
    func hashesTwoPartsAsOne(head: Int, tail: Int) {
        let (first, second) = (KnownAnswers.text(head), KnownAnswers.text(tail))
        #expect(Keccak256.hash(first, second.span.bytes) == Keccak256.hash((first + second).span.bytes))
    }

    @Test func appendsTheBytesOfAHash() {
        var bytes: [UInt8] = [9]
        Digest256(0x0102_0304_0506_0708, 0, 1, .max).append(to: &bytes)
        #expect(
            bytes == [9, 1, 2, 3, 4, 5, 6, 7, 8] + [UInt8](repeating: 0, count: 15) + [1]
                + [UInt8](repeating: 255, count: 8))
    }
}

extension Digest256 {
    /// 64 hex digits.
    var digits: String {
        [first, second, third, fourth].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
