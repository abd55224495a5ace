import DisplayText
import Foundation
import HTTPTypes
import Ledger
import Logins

/// Believes what a proxy says of its users, if it is signed: JSON Web Tokens (RFC 7519), by the rules of RFC 8725.
struct ProxyTokens: Sendable {
    /// By how many seconds clocks may differ.
    static let skew = 30.0
    private static let mostBytes = 8 << 10

    let settings: TokenSettings
    let key: WatchedFiles<TokenKey>

    /// Who sends a request.
    ///
    /// - Parameters:
    ///   - address: that of the browser.
    ///   - now: in seconds since 1970.
    func visitor(
        _ head: HTTPRequest, from address: String, at now: Double = Date.now.timeIntervalSince1970
    ) throws(TokenFault) -> Visitor {
        let values = head.headerFields[values: settings.header]
        guard let value = values.first else { throw .missing("\(settings.header)") }
        guard values.count == 1, value.utf8.count <= Self.mostBytes else { throw .malformed }
        let isBearer = value.prefix(7).lowercased() == "bearer "
        let claims = try claims(of: isBearer ? value.dropFirst(7) : value[...])
        guard let end = claims["exp"] as? Double, end.isFinite else { throw .malformed }
        guard now < end + Self.skew else { throw .ended }
        if let start = claims["nbf"] {
            guard let start = start as? Double else { throw .malformed }
            guard now >= start - Self.skew else { throw .early }
        }
        let audiences = claims["aud"] as? [String] ?? (claims["aud"] as? String).map { [$0] } ?? []
        guard claims["iss"] as? String == settings.issuer, audiences.contains(settings.audience) else { throw .foreign }
        let name = try name(claims)
        let roles = claims[settings.role] as? [String] ?? (claims[settings.role] as? String).map { [$0] } ?? []
        let role = [ConsoleRole.operator, .reader].first { roles.contains($0.rawValue) }
        guard let role else { throw .noRole(name) }
        return Visitor(
            session: "proxy \(name)", name: name, role: role, knownBy: .proxy, address: address, end: end + Self.skew)
    }

    private func name(_ claims: [String: Any]) throws(TokenFault) -> String {
        guard let name = claims[settings.name] as? String, (1...200).contains(name.utf8.count), name == name.printable
        else { throw .nameless }
        if settings.name == "email", let isVerified = claims["email_verified"], isVerified as? Bool != true {
            throw .nameless
        }
        return name
    }

    /// The claims of a token with a right signature. Nothing but the header is looked at before.
    private func claims(of token: Substring) throws(TokenFault) -> [String: Any] {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]), let signature = Self.bytes(parts[2]) else {
            throw .malformed
        }
        let key = key.value
        // An extension that must be understood is not.
        guard header["alg"] as? String == key.algorithm, header["crit"] == nil else { throw .forged }
        guard key.isSignature(signature, of: Array("\(parts[0]).\(parts[1])".utf8)) else { throw .forged }
        guard let claims = Self.object(parts[1]) else { throw .malformed }
        return claims
    }

    private static func object(_ part: Substring) -> [String: Any]? {
        guard let bytes = bytes(part) else { return nil }
        return (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]
    }

    /// Base64 for addresses, without padding (RFC 7515, appendix C).
    private static func bytes(_ part: Substring) -> [UInt8]? {
        guard part.utf8.allSatisfy({ isDigit($0) }) else { return nil }
        return UnpaddedBase64.bytes(part.replacing("-", with: "+").replacing("_", with: "/"))
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// Why a token of a proxy lets nobody in.
enum TokenFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// - Parameter header: where it would be.
    case missing(String)
    case malformed
    /// Another key has signed it, or none, or by another algorithm.
    case forged
    case ended
    case early
    /// Of another issuer, or for another audience.
    case foreign
    case nameless
    /// - Parameter name: who has none.
    case noRole(String)

    var status: Int {
        if case .noRole = self { 403 } else { 401 }
    }

    var description: String {
        switch self {
        case .missing(let header): "The proxy has sent no token in \(header): log in there."
        case .malformed: "The token of the proxy is malformed."
        case .forged: "The token of the proxy is not signed by the key that the console knows."
        case .ended: "The token of the proxy has ended: log in there again."
        case .early: "The token of the proxy is not valid yet: compare the clocks."
        case .foreign: "The token of the proxy has another issuer, or is for somebody else than this console."
        case .nameless: "The token of the proxy has no name that is verified."
        case .noRole(let name): "The token of the proxy gives \(name) neither the role reader nor operator."
        }
    }
}
