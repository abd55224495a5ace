internal import SourceDescriptions

/// What the URL of a node has of secrets.
enum NodeSecrets {
    /// A shorter part of a path, a query or a login is no key, and may be a word that a node uses for something else.
    private static let leastOfPart = 6

    /// The texts that no message may have, the longest first: the whole path, query and login, and each of their parts, as the URL has them
    /// and decoded.
    static func texts(of address: WebAddress) -> [String] {
        let whole = [address.path, address.query, address.login].compactMap(\.self).filter { $0.count > 1 }
        let values = (address.query ?? "").split(separator: "&").flatMap { $0.split(separator: "=") }
        let parts = address.path.split(separator: "/") + values + (address.login ?? "").split(separator: ":")
        let all = whole + parts.map(String.init).filter { $0.count >= leastOfPart }
        let decoded = all.map { String(decoding: PercentEncoding.decoded($0.utf8), as: UTF8.self) }
        return Set(all + decoded).sorted { ($1.count, $0) < ($0.count, $1) }
    }
}
