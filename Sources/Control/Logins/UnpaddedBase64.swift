import Foundation

/// Base64 without padding (RFC 4648, section 3.2).
package enum UnpaddedBase64 {
    /// The bytes of digits; nil if they are none.
    package static func bytes(_ digits: some StringProtocol) -> [UInt8]? {
        Data(base64Encoded: digits + String(repeating: "=", count: (4 - digits.utf8.count % 4) % 4)).map { Array($0) }
    }

    static func digits(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString().replacing("=", with: "") }
}
