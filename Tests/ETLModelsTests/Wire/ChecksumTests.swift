import ETLModels
import Testing

/// The expected values are those of the reference implementation's self-test (xsum_sanity_check.c of xxHash).
struct ChecksumTests {
    private static let seed: UInt64 = 0x9E37_79B1

    /// The test data of the reference implementation: a byte-wise congruential generator.
    private static func pattern(_ count: Int) -> [UInt8] {
        var generator: UInt64 = 2_654_435_761
        return (0..<count).map { _ in
            defer { generator = generator &* 11_400_714_785_074_694_797 }
            return UInt8(generator >> 56)
        }
    }

    @Test(
        arguments: [
            (0, 0, 0xEF46_DB37_51D8_E999), (0, seed, 0xAC75_FDA2_929B_17EF), (1, 0, 0xE934_A84A_DB05_2768),
            (1, seed, 0x5014_6076_43A9_B4C3), (4, 0, 0x9136_A0DC_A574_57EE), (14, 0, 0x8282_DCC4_994E_35C8),
            (14, seed, 0xC3BD_6BF6_3DEB_6DF0), (222, 0, 0xB641_AE8C_B691_C174), (222, seed, 0x20CB_8AB7_AE10_C14A),
        ] as [(Int, UInt64, UInt64)])
    func agreesWithThePublishedVectors(_ length: Int, _ seed: UInt64, _ expected: UInt64) {
        let bytes = Self.pattern(length)
        #expect(Checksum.xxh64(bytes.span.bytes, seed: seed) == expected)
    }

    @Test(
        arguments: [
            ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
            ("Nobody inspects the spammish repetition", 0xFBCE_A83C_8A37_8BF1),
        ] as [(String, UInt64)])
    func agreesWithKnownTexts(_ text: String, _ expected: UInt64) {
        let bytes = Array(text.utf8)
        #expect(Checksum.xxh64(bytes.span.bytes) == expected)
    }

    @Test func dependsOnEveryBit() {
        for length in [1, 3, 4, 7, 8, 31, 32, 33, 64, 100] {
            var bytes = Self.pattern(length)
            let whole = Checksum.xxh64(bytes.span.bytes)
            for bit in 0..<length * 8 {
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(Checksum.xxh64(bytes.span.bytes) != whole)
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            }
        }
    }
}
