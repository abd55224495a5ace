import HTTPTypes

extension Gate {
    /// The headers that decide who somebody is, or where a form is from.
    private static let decisive: Set<String> = [
        "host", "cookie", "origin", "authorization", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest",
        "x-forwarded-for",
    ]

    /// Why nobody gets an answer to a request, whoever sends it; nil if somebody may.
    func refusal(of head: HTTPRequest, from peer: Peer) -> Decision? {
        if let proxies, !proxies.contains(peer) {
            return .refused(
                status: 403,
                reason: "The console answers its proxies only, and \(peer.text) is none: open it through one.")
        }
        guard let authority = head.authority, origin.hosts.contains(authority.lowercased()),
            Self.values("Host", of: head).isEmpty
        else {
            return .refused(
                status: 421,
                reason:
                    "The console answers under \(origin.hosts.sorted().joined(separator: ", ")) only. Open it under one of these."
            )
        }
        if let name = head.headerFields.first(where: { isInDisguise($0.name) })?.name {
            return .refused(status: 400, reason: "The header \(name.rawName) looks like another one.")
        }
        guard let path = head.path, path.hasPrefix("/") else {
            return .refused(status: 400, reason: "This is no path of a page.")
        }
        return isMethodAllowed(head, path) ? nil : .refused(status: 405, reason: "It answers \(methods).")
    }

    /// Whether another program might take a header for a decisive one: a proxy may have let it through.
    private func isInDisguise(_ name: HTTPField.Name) -> Bool {
        guard name.canonicalName.contains("_") else { return false }
        let other = name.canonicalName.replacing("_", with: "-")
        if case .tokens(let tokens) = evidence, other == tokens.settings.header.canonicalName { return true }
        return Self.decisive.contains(other)
    }

    private func isMethodAllowed(_ head: HTTPRequest, _ path: String) -> Bool {
        switch head.method {
        case .get, .head: true
        case .post: mayAct || evidence.isLogins && ["/login", "/logout"].contains(path)
        default: false
        }
    }

    /// The methods of pages.
    var methods: String { mayAct ? "GET, HEAD, POST" : "GET, HEAD" }
}
