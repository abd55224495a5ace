/// A link to a source, and its name without secrets.
///
/// A signed link is a secret: anyone with the link can read the file. The name is the link without the signature, so that it is
/// the same for every link to the file. Only the name is shown, logged and stored.
package struct SourceLink: Sendable, Hashable {
    /// The link's parts.
    package let address: WebAddress
    /// The link without its secrets: the name of the source, by which it is recognised again.
    package let name: String

    /// Parses a link; nil if it is invalid.
    package init?(_ link: String) {
        guard let address = WebAddress(link) else { return nil }
        self.address = address
        let secrets = Self.secrets(of: address.query)
        let parameters = Self.parameters(address.query).filter { !secrets.contains(Self.key($0)) }
        let path = address.origin + address.path
        name = address.query == nil || parameters.isEmpty ? path : path + "?" + parameters.joined(separator: "&")
    }

    /// The whole link. A secret, if it has any.
    package var link: String {
        let text = address.text
        guard let login = address.login, let place = text.firstRange(of: "://") else { return text }
        return text[..<place.upperBound] + login + "@" + text[place.upperBound...]
    }

    /// Whether the link contains more than the name.
    package var hasSecrets: Bool { link != name }

    /// The link with its secrets redacted.
    package var redacted: String {
        let secrets = Self.secrets(of: address.query)
        let parameters = Self.parameters(address.query).map { parameter in
            secrets.contains(Self.key(parameter)) ? "\(parameter.prefix { $0 != "=" })=…" : String(parameter)
        }
        let origin = address.origin
        let start = origin.firstRange(of: "://")?.upperBound ?? origin.endIndex
        let place = address.login == nil ? origin : origin[..<start] + "…@" + origin[start...]
        return place + address.path + (address.query == nil ? "" : "?" + parameters.joined(separator: "&"))
    }
}

extension SourceLink {
    private static func parameters(_ query: String?) -> [Substring] {
        query.map { $0.split(separator: "&", omittingEmptySubsequences: false) } ?? []
    }

    /// The secret parameters of a query, in lower case.
    private static func secrets(of query: String?) -> Set<String> {
        let keys = Set(parameters(query).map(key))
        let known = keys.contains("sig") ? always.union(azure) : always
        return keys.filter { key in known.contains(key) || prefixes.contains(where: key.hasPrefix) }
    }

    /// The parameters of AWS (signature version 4) and Google Cloud.
    private static let prefixes = ["x-amz-", "x-goog-"]

    /// The parameters of AWS (version 2), Google Cloud, CloudFront and Alibaba Cloud, and other usual names.
    private static let always: Set<String> = [
        "awsaccesskeyid", "googleaccessid", "ossaccesskeyid", "signature", "expires", "key-pair-id", "policy", "sig",
        "security-token", "access_token", "token", "api_key", "apikey", "password",
    ]

    /// The parameters of Azure's shared access signatures. Other links use such short names too, but without a `sig`.
    private static let azure: Set<String> = [
        "sv", "se", "sr", "sp", "st", "spr", "sip", "ss", "srt", "skoid", "sktid", "skt", "ske", "sks", "skv", "sdd",
        "saoid", "suoid", "scid",
    ]

    /// A parameter's name in lower case, percent-decoded.
    private static func key(_ parameter: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(parameter.prefix { $0 != "=" }.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self).lowercased()
    }
}

extension SourceLink: CustomStringConvertible, CustomReflectable {
    package var description: String { name }

    // Without this, dump() would show the link.
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

/// Encodes the whole link, because extractors need it to read the source.
extension SourceLink: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let location = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "this is not an http or https link")
        }
        self = location
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(link)
    }
}
