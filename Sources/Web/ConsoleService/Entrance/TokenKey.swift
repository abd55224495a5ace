import Crypto
import CryptoExtras
import DurableFiles
import Foundation
import SystemPackage

/// The key that proves tokens. It decides the algorithm; what a token says of that is compared, and never believed.
enum TokenKey: Sendable {
    case es256(P256.Signing.PublicKey)
    case rs256(_RSA.Signing.PublicKey)
    case hs256(SymmetricKey)

    /// The fewest bytes of a secret (RFC 7518, section 3.2).
    private static let fewestBytes = 32

    /// Reads a key. It blocks.
    ///
    /// - Throws: ``FileError``
    static func read(_ key: TokenSettings.Key) throws -> TokenKey {
        switch key {
        case .publicKey(let path):
            // Whoever can change it can sign tokens.
            let text = String(decoding: try PrivateFile.readPublic(path), as: UTF8.self)
            if let key = try? P256.Signing.PublicKey(pemRepresentation: text) { return .es256(key) }
            if let key = try? _RSA.Signing.PublicKey(pemRepresentation: text) { return .rs256(key) }
            throw FileError("\(path) has no public key of P-256, or of RSA with at least 2048 bits, as PEM")
        case .secret(let path):
            var bytes = try PrivateFile.read(path)[...]
            while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
            // Everybody may know a public key: no token that is signed with it proves anything.
            guard !String(decoding: bytes, as: UTF8.self).contains("-----BEGIN") else {
                throw FileError("\(path) has a key as PEM, which is no secret of a token")
            }
            guard bytes.count >= fewestBytes else {
                throw FileError("\(path) has fewer than \(fewestBytes) bytes, which can be guessed")
            }
            return .hs256(SymmetricKey(data: Array(bytes)))
        }
    }

    /// The name in the header of a token.
    var algorithm: String {
        switch self {
        case .es256: "ES256"
        case .rs256: "RS256"
        case .hs256: "HS256"
        }
    }

    func isSignature(_ signature: [UInt8], of text: [UInt8]) -> Bool {
        switch self {
        case .es256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: text)
        case .rs256(let key):
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: text, padding: .insecurePKCS1v1_5)
        case .hs256(let key):
            return HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: text, using: key)
        }
    }
}
