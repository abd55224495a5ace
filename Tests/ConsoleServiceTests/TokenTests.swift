import ConsolePages
import Crypto
import CryptoExtras
import DurableFiles
import Foundation
import HTTPTypes
import Ledger
import SystemPackage
import Testing

@testable import ConsoleService
@testable import Logins

/// Who a proxy's token says that somebody is.
@Suite struct TokenTests {
    private static let now = 1_800_000_000.0
    private let secret = Array("a secret of no less than 32 bytes".utf8)
    private let key = P256.Signing.PrivateKey()

    private func digits(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("=", with: "").replacing("+", with: "-").replacing("/", with: "_")
    }

    private func claims(_ changes: [String: Any?] = [:]) -> [String: Any] {
        let usual: [String: Any?] = [
            "iss": "https://id.example", "aud": "console", "exp": Self.now + 60, "sub": "ana", "role": "operator",
        ]
        return usual.merging(changes) { $1 }.compactMapValues { $0 }
    }

    private func token(
        _ claims: [String: Any], header: [String: Any] = ["alg": "ES256", "typ": "JWT"],
        sign: ([UInt8]) throws -> [UInt8]
    ) throws -> String {
        let parts = try [header, claims].map { digits(try JSONSerialization.data(withJSONObject: $0)) }
        let text = parts.joined(separator: ".")
        return "\(text).\(digits(try sign(Array(text.utf8))))"
    }

    private func signed(_ changes: [String: Any?] = [:]) throws -> String {
        try token(claims(changes)) { Array(try key.signature(for: $0).rawRepresentation) }
    }

    private func tokens(_ key: TokenKey, name: String = "sub") throws -> ProxyTokens {
        ProxyTokens(
            settings: TokenSettings(
                key: .secret("/none"), issuer: "https://id.example", audience: "console",
                header: try #require(HTTPField.Name("X-Identity")), name: name, role: "role"),
            key: try WatchedFiles([]) { key })
    }

    private func visitor(_ values: String..., of tokens: ProxyTokens, at now: Double = Self.now) throws -> Visitor {
        var head = HTTPRequest(method: .get, scheme: "http", authority: "a", path: "/")
        for value in values { head.headerFields.append(HTTPField(name: tokens.settings.header, value: value)) }
        return try tokens.visitor(head, from: "198.51.100.1", at: now)
    }

    @Test func aSignedTokenNamesSomebody() throws {
        let tokens = try tokens(.es256(key.publicKey))
        let ana = try visitor(try signed(), of: tokens)
        #expect(ana.name == "ana" && ana.role == .operator && ana.knownBy == .proxy && ana.address == "198.51.100.1")
        #expect(ana.form == nil && ana.viewer?.form == nil)
        #expect(try visitor("Bearer \(try signed())", of: tokens) == ana)
        let reader = try visitor(try signed(["role": ["staff", "reader"], "aud": ["x", "console"]]), of: tokens)
        #expect(reader.role == .reader)
        #expect(try visitor(try signed(["role": ["reader", "operator"]]), of: tokens).role == .operator)
        let mail: [String: Any?] = ["email": "ana@example.org", "email_verified": true]
        #expect(
            try visitor(try signed(mail), of: try self.tokens(.es256(key.publicKey), name: "email")).name
                == "ana@example.org")
    }

    @Test func eachAlgorithmHasItsKey() throws {
        let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let ofRSA = try token(claims(), header: ["alg": "RS256"]) {
            Array(try rsa.signature(for: $0, padding: .insecurePKCS1v1_5).rawRepresentation)
        }
        #expect(try visitor(ofRSA, of: try tokens(.rs256(rsa.publicKey))).name == "ana")
        let symmetric = SymmetricKey(data: secret)
        let ofSecret = try token(claims(), header: ["alg": "HS256"]) {
            Array(HMAC<SHA256>.authenticationCode(for: $0, using: symmetric))
        }
        #expect(try visitor(ofSecret, of: try tokens(.hs256(symmetric))).name == "ana")
        for (wrong, of) in [
            (ofRSA, TokenKey.es256(key.publicKey)), (ofRSA, .hs256(symmetric)), (ofSecret, .rs256(rsa.publicKey)),
            (ofSecret, .es256(key.publicKey)), (try signed(), .hs256(symmetric)), (try signed(), .rs256(rsa.publicKey)),
            (ofSecret, .hs256(SymmetricKey(data: secret.reversed()))),
        ] {
            #expect(throws: TokenFault.forged) { try visitor(wrong, of: try tokens(of)) }
        }
    }

    @Test func aForgedTokenIsRefused() throws {
        let tokens = try tokens(.es256(key.publicKey))
        for alg in ["none", "None", "NONE", "", "HS256", "RS256", "es256", "ES384"] {
            let unsigned = try token(claims(), header: ["alg": alg]) { _ in [] }
            #expect(throws: TokenFault.forged, "\(alg)") { try visitor(unsigned, of: tokens) }
        }
        // The public key as a secret: whoever believes the algorithm of the token believes this one.
        let pem = Array(key.publicKey.pemRepresentation.utf8)
        let confused = try token(claims(), header: ["alg": "HS256"]) {
            Array(HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: pem)))
        }
        #expect(throws: TokenFault.forged) { try visitor(confused, of: tokens) }
        let other = P256.Signing.PrivateKey()
        let foreign = try token(
            claims(),
            header: ["alg": "ES256", "jwk": ["kty": "EC"], "jku": "https://evil.example", "kid": "../../dev/null"]
        ) { Array(try other.signature(for: $0).rawRepresentation) }
        #expect(throws: TokenFault.forged) { try visitor(foreign, of: tokens) }
        let critical = try token(claims(), header: ["alg": "ES256", "crit": ["b64"], "b64": false]) {
            Array(try key.signature(for: $0).rawRepresentation)
        }
        #expect(throws: TokenFault.forged) { try visitor(critical, of: tokens) }
        let parts = try signed().split(separator: ".")
        let more = digits(try JSONSerialization.data(withJSONObject: claims(["sub": "eve"])))
        #expect(throws: TokenFault.forged) { try visitor("\(parts[0]).\(more).\(parts[2])", of: tokens) }
    }

    @Test func aMalformedTokenIsRefused() throws {
        let tokens = try tokens(.es256(key.publicKey))
        let good = try signed()
        for wrong in [
            "", "a", "a.b", "a.b.c", "..", good + ".", good + "=", "\(good).\(good)", good.replacing(".", with: " "),
            String(good.dropLast(1)) + "!", "Basic \(good)", "Bearer  \(good)", String(repeating: "a", count: 9000),
        ] {
            #expect(throws: TokenFault.malformed, "\(wrong.prefix(40))") { try visitor(wrong, of: tokens) }
        }
        #expect(throws: TokenFault.malformed, "two of them") { try visitor(good, good, of: tokens) }
        #expect(throws: TokenFault.missing("X-Identity")) { try visitor(of: tokens) }
    }

    @Test func aTokenIsForNowAndForThisConsole() throws {
        let tokens = try tokens(.es256(key.publicKey))
        func fault(_ changes: [String: Any?]) throws -> TokenFault? {
            do {
                _ = try visitor(try signed(changes), of: tokens)
                return nil
            } catch let fault as TokenFault {
                return fault
            }
        }
        #expect(try fault(["exp": Self.now - 29]) == nil && fault(["nbf": Self.now + 29]) == nil, "clocks differ")
        #expect(try fault(["exp": Self.now - 31]) == .ended && fault(["nbf": Self.now + 31]) == .early)
        #expect(try fault(["exp": nil]) == .malformed && fault(["exp": "9999999999"]) == .malformed)
        #expect(try fault(["nbf": "0"]) == .malformed)
        for wrong: [String: Any?] in [
            ["iss": nil], ["iss": "https://id.example/"], ["iss": ["https://id.example"]], ["aud": nil],
            ["aud": "consoles"],
            ["aud": ["x"]], ["aud": []], ["aud": "CONSOLE"],
        ] {
            #expect(try fault(wrong) == .foreign, "\(wrong)")
        }
        for wrong: [String: Any?] in [["sub": nil], ["sub": ""], ["sub": 7], ["sub": "a\nb"], ["sub": "a\u{202E}"]] {
            #expect(try fault(wrong) == .nameless, "\(wrong)")
        }
        for wrong: [String: Any?] in [
            ["role": nil], ["role": "admin"], ["role": "Operator"], ["role": []], ["role": 1],
        ] {
            #expect(try fault(wrong) == .noRole("ana"), "\(wrong)")
        }
        let mail = try self.tokens(.es256(key.publicKey), name: "email")
        #expect(throws: TokenFault.nameless) {
            try visitor(try signed(["email": "a@b", "email_verified": false]), of: mail)
        }
    }

    private func withFolder(_ body: (FilePath) throws -> Void) throws {
        let folder = FilePath(NSTemporaryDirectory()).appending("keys-\(UUID())")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        try body(folder)
    }

    @Test func refusesKeysThatProveNothing() throws {
        try withFolder { folder in
            func write(_ text: String, mode: FilePermissions = .ownerReadWrite) throws -> FilePath {
                let path = folder.appending("key")
                try SyncedFile.write(Array(text.utf8), to: path)
                try FileManager.default.setAttributes(
                    [.posixPermissions: Int(mode.rawValue)], ofItemAtPath: path.string)
                return path
            }
            let pem = key.publicKey.pemRepresentation
            #expect(try TokenKey.read(.publicKey(try write(pem))).algorithm == "ES256")
            let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
            #expect(try TokenKey.read(.publicKey(try write(rsa.publicKey.pemRepresentation))).algorithm == "RS256")
            let text = String(decoding: secret, as: UTF8.self)
            #expect(try TokenKey.read(.secret(try write(text + "\n"))).algorithm == "HS256")
            #expect(throws: FileError.self, "a public key is no secret") { try TokenKey.read(.secret(try write(pem))) }
            #expect(throws: FileError.self, "too short") {
                try TokenKey.read(.secret(try write(String(text.prefix(31)))))
            }
            #expect(throws: FileError.self, "others can read it") {
                try TokenKey.read(.secret(try write(text, mode: [.ownerReadWrite, .otherRead])))
            }
            let readable: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead]
            #expect(try TokenKey.read(.publicKey(try write(pem, mode: readable))).algorithm == "ES256")
            for bit: FilePermissions in [.groupWrite, .otherWrite] {
                let error = #expect(throws: FileError.self, "others can change it") {
                    try TokenKey.read(.publicKey(try write(pem, mode: readable.union(bit))))
                }
                #expect(error?.description.contains("can be changed by others") == true, "\(String(describing: error))")
            }
            #expect(throws: FileError.self) { try TokenKey.read(.publicKey(try write(text))) }
            #expect(throws: FileError.self) { try TokenKey.read(.publicKey(try write(key.pemRepresentation))) }
            let weak = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: 1024)).publicKey.pemRepresentation
            #expect(throws: FileError.self) { try TokenKey.read(.publicKey(try write(weak))) }
        }
    }
}
