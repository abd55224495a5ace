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

    private let cost: Cost
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// What it takes to compute a hash.
    private struct Cost: Hashable {
        /// The binary logarithm of the number of blocks of 1 KiB.
        let rounds: Int
        let parallelism: Int

        /// OWASP's for 16 MiB: those with more memory cost as much, and the console has little.
        static let usual = Cost(rounds: 14, parallelism: 5)

        /// Whether it is no less than OWASP's, and bearable.
        var isFit: Bool {
            (13...16).contains(rounds) && (1...20).contains(parallelism)
                && (Self.usual.work...4 * Self.usual.work).contains(work)
        }

        var work: Int { parallelism << rounds }
    }

    /// Hashes a new password. It takes 16 MiB, and a part of a second.
    package init(of password: String) throws {
        var system = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &system) }
        self.init(cost: .usual, salt: salt, hash: try Self.derive(password, .usual, salt))
    }

    private init(cost: Cost, salt: [UInt8], hash: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    /// One that no password has, and that takes as long as others.
    package static let ofNobody = PasswordHash(
        cost: .usual, salt: Array(repeating: 0, count: 16), hash: Array(repeating: 0, count: hashBytes))

    /// Parses the text of a hash; nil if it is none, or one that is too easy to guess or too hard to compute.
    package init?(_ text: some StringProtocol) {
        let form = /\$scrypt\$ln=([0-9]{1,2}),r=8,p=([0-9]{1,2})\$([A-Za-z0-9+\/]{22,86})\$([A-Za-z0-9+\/]{43})/
        guard let match = String(text).wholeMatch(of: form), let rounds = Int(match.1), let parallelism = Int(match.2),
            let salt = UnpaddedBase64.bytes(match.3), salt.count >= 16, let hash = UnpaddedBase64.bytes(match.4),
            hash.count == Self.hashBytes
        else { return nil }
        let cost = Cost(rounds: rounds, parallelism: parallelism)
        guard cost.isFit else { return nil }
        self.init(cost: cost, salt: salt, hash: hash)
    }

    package var text: String {
        "$scrypt$ln=\(cost.rounds),r=8,p=\(cost.parallelism)$\(UnpaddedBase64.digits(salt))$\(UnpaddedBase64.digits(hash))"
    }

    /// Whether the password is this one. It blocks as long as ``init(of:)``.
    package func matches(_ password: String) throws -> Bool {
        ConstantTime.areEqual(try Self.derive(password, cost, salt), hash)
    }

    /// The same text in another form of Unicode is the same password.
    private static func derive(_ password: String, _ cost: Cost, _ salt: [UInt8]) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.precomposedStringWithCanonicalMapping.utf8), salt: salt, outputByteCount: hashBytes,
            rounds: 1 << cost.rounds, blockSize: 8, parallelism: cost.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }
}
