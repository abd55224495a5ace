import HTTPTypes
import HummingbirdCore

/// Decides who comes in: before any page is looked for.
struct Gate: Sendable {
    /// The browser keeps a cookie of this name for this origin alone.
    static let cookie = "__Host-token-etl"

    enum Decision: Sendable, Hashable {
        /// A session asks for a page.
        case open(session: String)
        /// A session sends a form.
        case act(session: String)
        /// Whoever it is may have the style sheet.
        case style
        /// The one-time link was opened: the browser gets the cookie, and goes to the first page.
        case begin(session: String)
        case refused(status: Int, reason: String)
    }

    private let hosts: Set<String>
    private let sessions: Sessions
    private let mayAct: Bool

    /// - Parameters:
    ///   - port: the one that the console listens on.
    ///   - mayAct: whether forms are taken.
    init(port: Int, sessions: Sessions, mayAct: Bool) {
        self.mayAct = mayAct
        // A page of elsewhere that points its name at this machine sends that name (DNS rebinding).
        hosts = Set(["127.0.0.1", "localhost", "[::1]"].map { "\($0):\(port)" })
        self.sessions = sessions
    }

    func decide(_ head: HTTPRequest) -> Decision {
        guard let authority = head.authority, hosts.contains(authority.lowercased()) else {
            return .refused(
                status: 421,
                reason:
                    "The console answers under \(hosts.sorted().joined(separator: ", ")) only. Open it under one of these."
            )
        }
        guard head.method == .get || head.method == .head || head.method == .post && mayAct else {
            let methods =
                mayAct ? "It answers GET, HEAD and POST." : "This console only shows: it answers GET and HEAD."
            return .refused(status: 405, reason: methods)
        }
        let uri = URI(head.path ?? "/")
        if uri.path == "/", let token = uri.queryParameters["token"], head.method == .get { return begin(token) }
        // The page without a session needs its style.
        if uri.path == "/style.css", head.method != .post { return .style }
        guard let session = Self.session(head.headerFields[values: .cookie]), sessions.isOpen(session) else {
            return .refused(
                status: 401, reason: "This browser has no session. Open the link that the console has printed.")
        }
        guard head.method != .post else { return form(head, authority, session) }
        // A picture or a frame of another page of this machine may not make this one work.
        let site = Self.values("Sec-Fetch-Site", of: head).first ?? "none"
        guard ["none", "same-origin"].contains(site) || Self.values("Sec-Fetch-Mode", of: head) == ["navigate"] else {
            return .refused(status: 403, reason: "A page of elsewhere asks for this (Sec-Fetch-Site: \(site)).")
        }
        return .open(session: session)
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

    /// A session sends a form. Another page of this machine, on another port, would send the cookie, too. Only the origin tells it apart.
    private func form(_ head: HTTPRequest, _ authority: String, _ session: String) -> Decision {
        let origins = head.headerFields[values: .origin]
        let own = "http://\(authority.lowercased())"
        guard origins == [own] else {
            let origin = origins.isEmpty ? "none" : origins.joined(separator: " ")
            return .refused(
                status: 403,
                reason: "No page of this console has sent the form: its Origin is \(origin), and must be \(own).")
        }
        return .act(session: session)
    }

    /// The values of a header that has no name in the library.
    private static func values(_ name: String, of head: HTTPRequest) -> [String] {
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
