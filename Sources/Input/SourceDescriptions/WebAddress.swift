/// The parts of an `http` or `https` address. Parsing is so strict that no two programs can interpret it as different
/// places.
package struct WebAddress: Sendable, Hashable {
    /// Whether the connection is encrypted.
    package let isSecure: Bool
    /// `user:password` as it is written in the address; a secret.
    package private(set) var login: String?
    /// In lower case; an IPv6 address has its brackets.
    package let host: String
    /// The port; the scheme's default if the address has none.
    package let port: Int
    /// Starts with a slash. Percent signs are left as they are.
    package let path: String
    /// The part after the question mark; nil if it is empty.
    package let query: String?

    /// Whether a text is an address and not a file.
    package static func isMeant(by text: String) -> Bool { scheme(of: text) != nil }

    /// Parses an address; nil if it is invalid or has characters that must be percent-encoded.
    ///
    /// The fragment is dropped: it is not for servers.
    package init?(_ text: String) {
        guard text.utf8.allSatisfy(Self.mayHave), let scheme = Self.scheme(of: text) else { return nil }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { !"/?#".contains($0) }
        let target = rest.dropFirst(authority.count).prefix { $0 != "#" }
        let path = target.prefix { $0 != "?" }
        let isSecure = scheme == "https://"
        let logins = authority.split(separator: "@", omittingEmptySubsequences: false)
        guard logins.count <= 2, let place = logins.last, let (host, port) = Self.place(place) else { return nil }
        self.isSecure = isSecure
        login = logins.count == 2 ? String(logins[0]) : nil
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
        self.path = path.isEmpty ? "/" : String(path)
        query = path.count + 1 < target.count ? String(target.dropFirst(path.count + 1)) : nil
    }

    /// The same address with another login.
    package func with(login: String?) -> WebAddress {
        var address = self
        address.login = login
        return address
    }

    /// The address without the login, and without the default port of the scheme.
    package var text: String { origin + path + (query.map { "?\($0)" } ?? "") }

    /// Scheme, host and port.
    package var origin: String {
        let ordinary = isSecure ? 443 : 80
        return "\(isSecure ? "https" : "http")://\(host)\(port == ordinary ? "" : ":\(port)")"
    }
}

extension WebAddress {
    /// Characters that some programs read as others, or as the end of an address.
    private static let unsafe = Array(#""<>\^`{|}"#.utf8)

    /// Whether an address may have a byte; any other must be percent-encoded.
    static func mayHave(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) && !unsafe.contains(byte) }

    private static func scheme(of text: String) -> String? {
        ["https://", "http://"].first { text.prefix($0.count).lowercased() == $0 }
    }

    private static func place(_ text: Substring) -> (host: String, port: Int?)? {
        let isBracketed = text.hasPrefix("[")
        let host = isBracketed ? text.prefix { $0 != "]" } + "]" : text.prefix { $0 != ":" }
        let rest = text.dropFirst(host.count)
        let inner = isBracketed ? host.dropFirst().dropLast() : host
        let allowed = isBracketed ? "0123456789abcdefABCDEF:." : nil
        let isFit = inner.allSatisfy { allowed?.contains($0) ?? ($0.isLetter || $0.isNumber || "-._".contains($0)) }
        guard !inner.isEmpty, isFit, text.hasPrefix(host) else { return nil }
        guard !rest.isEmpty else { return (host.lowercased(), nil) }
        guard rest.hasPrefix(":"), rest.dropFirst().allSatisfy(\.isWholeNumber), let port = Int(rest.dropFirst()),
            (1...65535).contains(port)
        else { return nil }
        return (host.lowercased(), port)
    }
}
