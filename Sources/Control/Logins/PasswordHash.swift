import Crypto
import CryptoExtras
import Foundation

/// A password as scrypt keeps it (RFC 7914): `$scrypt$ln=14,r=8,p=5$SALT$HASH`, in base64 without padding.
package struct PasswordHash: Sendable, Hashable {
    /// The fewest characters of a new password: OWASP's for one that nothing is asked for beside.
    package static let fewestCharacters = 15
    /// The most bytes of a password.
    package static let mostBytes = 1024
    private static let hashBytes = 32

    /// OWASP's cost for 16 MiB: those with more memory cost as much, and the console has little.
    ///
    /// It is the only one, so that a name that there is not takes as long as any other.
    private static let rounds = 14
    private static let parallelism = 5
    private static let prefix = "$scrypt$ln=\(rounds),r=8,p=\(parallelism)$"

    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Hashes a new password. It takes 16 MiB, and a part of a second.
    package init(of password: String) throws {
        var system = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &system) }
        self.init(salt: salt, hash: try Self.derive(password, salt))
    }

    private init(salt: [UInt8], hash: [UInt8]) {
        self.salt = salt
        self.hash = hash
    }

    /// One that no password has, and that takes as long as others.
    package static let ofNobody = PasswordHash(
        salt: Array(repeating: 0, count: 16), hash: Array(repeating: 0, count: hashBytes))

    /// Parses the text of a hash; nil if it is none, or one of another cost.
    package init?(_ text: some StringProtocol) {
        let text = String(text)
        guard text.hasPrefix(Self.prefix) else { return nil }
        let form = /([A-Za-z0-9+\/]{22,86})\$([A-Za-z0-9+\/]{43})/
        guard let match = text.dropFirst(Self.prefix.count).wholeMatch(of: form),
            let salt = UnpaddedBase64.bytes(match.1), salt.count >= 16, let hash = UnpaddedBase64.bytes(match.2),
            hash.count == Self.hashBytes
        else { return nil }
        self.init(salt: salt, hash: hash)
    }

    package var text: String { "\(Self.prefix)\(UnpaddedBase64.digits(salt))$\(UnpaddedBase64.digits(hash))" }

    /// Whether the password is this one. It blocks as long as ``init(of:)``.
    package func matches(_ password: String) throws -> Bool {
        ConstantTime.areEqual(try Self.derive(password, salt), hash)
    }

    /// The same text in another form of Unicode is the same password.
    private static func derive(_ password: String, _ salt: [UInt8]) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.precomposedStringWithCanonicalMapping.utf8), salt: salt, outputByteCount: hashBytes,
            rounds: 1 << rounds, blockSize: 8, parallelism: parallelism)
        return key.withUnsafeBytes { Array($0) }
    }
}
