internal import ETLModels

/// What identifies the content of a file at a bounded cost: a hash of its size and of some of its bytes.
package struct SourceFingerprint: Sendable, Hashable {
    /// The hash.
    package let hash: UInt64

    /// Takes a hash as it is.
    package init(hash: UInt64) {
        self.hash = hash
    }

    /// Reads 16 hexadecimal digits; nil if the text is anything else.
    package init?(_ text: String) {
        guard text.utf8.count == 16, text.allSatisfy(\.isHexDigit), let hash = UInt64(text, radix: 16) else {
            return nil
        }
        self.hash = hash
    }
}

extension SourceFingerprint: CustomStringConvertible {
    /// The hash as 16 lower-case hexadecimal digits.
    package var description: String { Hex.digits(hash, 16) }
}

/// Encodes the digits, because many readers of JSON round large numbers.
extension SourceFingerprint: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let fingerprint = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "this is not a fingerprint")
        }
        self = fingerprint
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
