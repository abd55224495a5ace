internal import EthereumProofs

extension HexWords {
    init(_ digest: Digest256) {
        self.init(digest.first, digest.second, digest.third, digest.fourth)
    }

    /// Reads `0x` and 64 digits.
    init?(hash text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 66, text.hasPrefix("0x") else { return nil }
        self.init(bytes.span.bytes, 2..<66)
    }

    /// The 32 bytes as a hash.
    var digest: Digest256 { Digest256(first, second, third, fourth) }
}
