internal import SourceDescriptions
internal import SourceReading

/// The link prefixes below which the extractor downloads sources. Without a limit, anyone who can publish extract jobs
/// could send requests from the extractor to every server that it can reach.
package struct SourceURLs: Sendable {
    /// Allows every link.
    package static let everywhere = SourceURLs(prefixes: nil)
    /// Allows no link.
    package static let nowhere = SourceURLs(prefixes: [])

    /// A prefix of allowed links.
    private struct Prefix {
        let text: String
        let isSecure: Bool
        /// Nil stands for every host.
        let place: (host: String, port: Int)?
        let path: [Substring]
    }

    private let prefixes: [Prefix]?

    private init(prefixes: [Prefix]?) {
        self.prefixes = prefixes
    }

    /// Parses prefixes: `https://host/path`, or `https://` for all hosts.
    ///
    /// - Throws: ``SourceURLError`` if one is invalid.
    package init(_ prefixes: [String]) throws(SourceURLError) {
        self.prefixes = try prefixes.map { text throws(SourceURLError) in
            if ["http://", "https://"].contains(text) {
                return Prefix(text: text, isSecure: text == "https://", place: nil, path: [])
            }
            guard let address = WebAddress(text), address.login == nil, address.query == nil,
                let path = address.unambiguousComponents, !text.contains("#")
            else { throw SourceURLError(text) }
            return Prefix(
                text: address.text, isSecure: address.isSecure, place: (address.host, address.port), path: path)
        }
    }

    /// Throws if an address is not below one of the prefixes.
    ///
    /// - Parameter name: the name of the source in the error.
    func check(_ address: WebAddress, of name: String) throws(SourceError) {
        guard let prefixes else { return }
        let allowed = prefixes.map(\.text)
        guard let path = address.unambiguousComponents else {
            throw SourceError(name, .outsideURLs("a server may read the path as another one", allowed: allowed))
        }
        let isAllowed = prefixes.contains { prefix in
            prefix.isSecure == address.isSecure && path.starts(with: prefix.path)
                && prefix.place.map { $0 == (address.host, address.port) } ?? true
        }
        guard isAllowed else {
            throw SourceError(
                name, .outsideURLs("\(address.origin) is not among the allowed links", allowed: allowed))
        }
    }
}

/// The reason for which a text is not a valid prefix of links.
package struct SourceURLError: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ text: String) {
        description = """
            the source URL “\(text.split(separator: "@").last?.prefix { $0 != "?" } ?? "")” is not a link prefix: write https://host/path, \
            without user, query and fragment
            """
    }
}
