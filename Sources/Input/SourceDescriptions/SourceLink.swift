/// A link to a source, and its name without secrets.
///
/// A signed link is a secret: anyone with the link can read the file. Only the name is shown, logged and stored. It has the link's
/// place, the parameters that are harmless, and a hash of the others. Known signatures are no part of it, so that it is the same
/// for every signed link to the file.
package struct SourceLink: Sendable, Hashable {
    /// The link's parts.
    package let address: WebAddress
    /// The link without its secrets: the name of the source, by which it is recognised again.
    package let name: String

    /// Parses a link; nil if it is invalid.
    ///
    /// - Parameter harmless: the parameters that the name may show, in lower case.
    package init?(_ link: String, showing harmless: Set<String> = []) {
        guard let address = WebAddress(link) else { return nil }
        self.address = address
        let query = LinkQuery(address.query).name(showing: harmless, at: address.place)
        name = address.place + (query.map { "?\($0)" } ?? "")
    }

    /// Parses a link whose name is known; nil if it is invalid, or cannot have this name.
    ///
    /// Which parameters are harmless is a setting of the program that gave the name, so another one may give another.
    package init?(_ link: String, named name: String) {
        guard let address = WebAddress(link), let named = WebAddress(name), named.text == name,
            named.place == address.place, LinkQuery(address.query).isNamed(named.query, at: address.place)
        else { return nil }
        self.address = address
        self.name = name
    }

    /// The whole link. A secret, if it has any.
    package var link: String {
        let text = address.text
        guard let login = address.login, let place = text.firstRange(of: "://") else { return text }
        return text[..<place.upperBound] + login + "@" + text[place.upperBound...]
    }

    /// Whether the link contains more than the name.
    package var hasSecrets: Bool { link != name }

    /// Whether this is no link but the name of one: nothing can be downloaded by it.
    package var isOnlyName: Bool { LinkQuery(address.query).isHash }

    /// Whether the link ends like the name of a link: with the hash of what is hidden.
    package var isHashed: Bool { LinkQuery(address.query).endsInHash }

    /// The link without its secrets, for display: its name, and whether it has a login.
    package var redacted: String {
        guard address.login != nil, let start = name.firstRange(of: "://") else { return name }
        return name[..<start.upperBound] + "…@" + name[start.upperBound...]
    }
}

extension WebAddress {
    /// The address without login and query.
    fileprivate var place: String { origin + path }
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
