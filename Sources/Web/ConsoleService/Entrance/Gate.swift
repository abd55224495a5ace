import HTTPTypes
import HummingbirdCore
import Ledger
import Logins

/// Decides who comes in: before any page is looked for.
struct Gate: Sendable {
    /// The browser keeps a cookie of this name for this origin alone.
    static let cookie = "__Host-token-etl"

    enum Decision: Sendable, Hashable {
        /// Somebody asks for a page.
        case open(Visitor)
        /// An operator sends a form.
        case act(Visitor)
        /// A reader sends a form of an operator.
        case forbidden(Visitor)
        /// Whoever it is may have the style sheet.
        case style
        /// The one-time link was opened: the browser gets the cookie, and goes to the first page.
        case begin(session: String)
        /// A page is asked for without a session: whoever it is logs in first, and then gets that page.
        case ask(to: String)
        /// The page to log in.
        case login(Visitor?)
        /// The form of that page is sent.
        case tries(Visitor?, address: String)
        /// The form to log out is sent.
        case leave(Visitor)
        case refused(status: Int, reason: String)
    }

    /// How it is known who somebody is.
    enum Evidence: Sendable {
        case link, logins
        case tokens(ProxyTokens)

        var isLink: Bool { if case .link = self { true } else { false } }
        var isLogins: Bool { if case .logins = self { true } else { false } }
    }

    let origin: PublicOrigin
    let evidence: Evidence
    /// Nil if browsers connect themselves.
    let proxies: ProxyPeers?
    let sessions: Sessions
    /// Whether operators may act.
    let mayAct: Bool

    func decide(_ head: HTTPRequest, from peer: Peer) -> Decision {
        if let refusal = refusal(of: head, from: peer) { return refusal }
        let uri = URI(head.path ?? "/")
        // The page without a session needs its style.
        if uri.path == "/style.css", head.method != .post { return .style }
        if evidence.isLink, uri.path == "/", let token = uri.queryParameters["token"], head.method == .get {
            return begin(token)
        }
        let address = proxies?.browser(head, from: peer) ?? peer.text
        let visitor: Visitor?
        do {
            visitor = try self.visitor(head, address)
        } catch {
            return .refused(status: error.status, reason: error.description)
        }
        if evidence.isLogins, ["/login", "/logout"].contains(uri.path) {
            return decide(on: uri.path, head, visitor, address)
        }
        guard let visitor else { return stranger(head, uri) }
        return head.method == .post ? form(head, visitor) : page(head, visitor)
    }

    private func visitor(_ head: HTTPRequest, _ address: String) throws(TokenFault) -> Visitor? {
        if case .tokens(let tokens) = evidence { return try tokens.visitor(head, from: address) }
        guard let session = Self.session(head.headerFields[values: .cookie]) else { return nil }
        // What the script of a page asks for is no sign that somebody is there.
        guard let known = sessions.find(session, isUse: !Self.isOfScript(head)) else { return nil }
        guard let login = known.login else { return .ofLink(session, from: address) }
        return Visitor(
            session: session, name: login.name, role: login.role, knownBy: .login, address: address, form: known.form)
    }

    /// Somebody opens a link.
    private func begin(_ token: Substring) -> Decision {
        guard let session = sessions.begin(with: String(token)) else {
            return .refused(
                status: 401,
                reason:
                    "This link was opened before. Each link opens one browser: the console has printed the next one.")
        }
        return .begin(session: session)
    }

    /// A request of a page of logins.
    private func decide(on path: String, _ head: HTTPRequest, _ visitor: Visitor?, _ address: String) -> Decision {
        guard head.method == .post else {
            return path == "/login" ? .login(visitor) : .refused(status: 405, reason: "A form logs out, and no link.")
        }
        if let refusal = foreignForm(head) { return refusal }
        if path == "/login" { return .tries(visitor, address: address) }
        return visitor.map { .leave($0) } ?? .ask(to: "/")
    }

    /// A request without a session.
    private func stranger(_ head: HTTPRequest, _ uri: URI) -> Decision {
        let isPage = head.method != .post && !Self.isOfScript(head)
        if evidence.isLogins, isPage, !uri.path.hasPrefix("/live") { return .ask(to: head.path ?? "/") }
        let remedy = evidence.isLogins ? "Log in." : "Open the link that the console has printed."
        return .refused(status: 401, reason: "This browser has no session. \(remedy)")
    }

    private func page(_ head: HTTPRequest, _ visitor: Visitor) -> Decision {
        // A picture or a frame of another page of this machine may not make this one work.
        let site = Self.values("Sec-Fetch-Site", of: head).first ?? "none"
        guard ["none", "same-origin"].contains(site) || Self.values("Sec-Fetch-Mode", of: head) == ["navigate"] else {
            return .refused(status: 403, reason: "A page of elsewhere asks for this (Sec-Fetch-Site: \(site)).")
        }
        return .open(visitor)
    }

    private func form(_ head: HTTPRequest, _ visitor: Visitor) -> Decision {
        if let refusal = foreignForm(head) { return refusal }
        return visitor.role == .operator ? .act(visitor) : .forbidden(visitor)
    }

    /// Another page of this machine, on another port, would send the cookie, too. Only the origin tells its forms apart.
    private func foreignForm(_ head: HTTPRequest) -> Decision? {
        let origins = head.headerFields[values: .origin]
        let own = origin.origin(head.authority?.lowercased() ?? "")
        guard origins != [own] else { return nil }
        let given = origins.isEmpty ? "none" : origins.joined(separator: " ")
        return .refused(
            status: 403,
            reason: "No page of this console has sent the form: its Origin is \(given), and must be \(own).")
    }

    /// Whether the script of a page asks.
    private static func isOfScript(_ head: HTTPRequest) -> Bool { values("Sec-Fetch-Dest", of: head) == ["empty"] }

    /// The values of a header that has no name in the library.
    static func values(_ name: String, of head: HTTPRequest) -> [String] {
        HTTPField.Name(name).map { head.headerFields[values: $0] } ?? []
    }

    /// The secret in the cookies of a request.
    private static func session(_ headers: [String]) -> String? {
        for header in headers {
            for part in header.split(separator: ";") {
                let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if pair.count == 2, pair[0] == cookie { return String(pair[1]) }
            }
        }
        return nil
    }
}
