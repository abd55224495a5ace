import ETLModels

/// One numbered schema file.
package struct Migration: Sendable {
    /// The file's name without its extension: `0001_create_tokens`.
    package let name: String
    package let sql: String
}

extension Migration {
    /// A hash of the text, which detects a changed file: FNV-1a, 64 bits, in hexadecimal.
    var checksum: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in sql.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        return Hex.digits(hash, 16)
    }
}
