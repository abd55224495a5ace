package import SourceDescriptions

/// The nodes that a process knows: URLs by name. The URLs are secrets, because many have a key in their path.
package struct NodeList: Sendable {
    private let addresses: [String: [WebAddress]]

    /// Knows no node.
    package static let none = NodeList(addresses: [:])

    private init(addresses: [String: [WebAddress]]) {
        self.addresses = addresses
    }

    /// Reads `name=URL` entries. Entries of one name are URLs of one node, in the order of preference.
    ///
    /// - Throws: ``NodeListError`` if an entry is invalid. It quotes no URL.
    package init(_ entries: [String]) throws(NodeListError) {
        var addresses: [String: [WebAddress]] = [:]
        for (number, entry) in entries.enumerated() {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, NodeRange.isName(String(parts[0])) else {
                throw NodeListError("entry \(number + 1) is not name=URL, with a name of letters, digits and .-_:")
            }
            guard let address = WebAddress(String(parts[1])) else {
                throw NodeListError("the URL of “\(parts[0])” is not an http or https link")
            }
            addresses[String(parts[0]), default: []].append(address)
        }
        self.addresses = addresses
    }

    /// The URLs of a node; none if it is unknown.
    package func addresses(of name: String) -> [WebAddress] { addresses[name] ?? [] }

    /// The names, sorted.
    package var names: [String] { addresses.keys.sorted() }

    /// The same nodes, and another; its URL comes first.
    package func adding(_ address: WebAddress, as name: String) -> NodeList {
        var all = addresses
        all[name] = [address] + (all[name] ?? []).filter { $0 != address }
        return NodeList(addresses: all)
    }

    /// The name that a node has of which only the URL is known: its host and port.
    package static func name(of address: WebAddress) -> String? {
        let name = address.origin.split(separator: "/").last.map { $0.filter { $0 != "[" && $0 != "]" } } ?? ""
        return NodeRange.isName(name) ? name : nil
    }
}

/// The reason for which a list of nodes cannot be read.
package struct NodeListError: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
