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
                let path = Self.components(address.path), !text.contains("#")
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
        guard let path = Self.components(address.path) else {
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

    /// The components of a path; nil if servers may interpret it as another path.
    ///
    /// Servers differ in how often they decode a path, and in what they ignore at the end of a component.
    private static func components(_ path: String) -> [Substring]? {
        var bytes = Array(path.utf8)
        // Names of files are encoded once, and rarely twice.
        for _ in 0..<4 {
            guard isUnambiguous(bytes) else { return nil }
            let decoded = PercentEncoding.decoded(bytes)
            guard decoded.count < bytes.count else { return path.split(separator: "/") }
            bytes = decoded
        }
        return nil
    }

    /// Whether no server reads a path, of which it decodes nothing more, as another.
    private static func isUnambiguous(_ path: [UInt8]) -> Bool {
        // Control characters end names in some servers; C0 and C1 begin letters in a form that UTF-8 forbids.
        guard path.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != 0xC0 && $0 != 0xC1 }) else { return false }
        return path.split(whereSeparator: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }).allSatisfy {
            component in
            // Java's servers ignore what follows a semicolon, and those of Windows dots and blanks at the end.
            let name = component.prefix { $0 != UInt8(ascii: ";") }
            return name.contains { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: " ") }
                || !name.contains(UInt8(ascii: "."))
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
