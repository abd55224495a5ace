import HTTPTypes
import HummingbirdCore

/// Decides who comes in: before any page is looked for.
struct Gate: Sendable {
    /// The browser keeps a cookie of this name for this origin alone.
    static let cookie = "__Host-token-etl"

    enum Decision: Sendable, Hashable {
        /// A session asks.
        case open
        /// The one-time link was opened: the browser gets the cookie, and goes to the first page.
        case begin(session: String)
        case refused(status: Int, reason: String)
    }

    private let hosts: Set<String>
    private let sessions: Sessions

    /// - Parameter port: the one that the console listens on.
    init(port: Int, sessions: Sessions) {
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
        guard head.method == .get || head.method == .head else {
            return .refused(status: 405, reason: "This console only shows: it answers GET and HEAD.")
        }
        let uri = URI(head.path ?? "/")
        if uri.path == "/", let token = uri.queryParameters["token"], head.method == .get {
            guard let session = sessions.begin(with: String(token)) else {
                return .refused(
                    status: 401,
                    reason:
                        "This link was opened before. Each link opens one browser: the log of the console has the next one."
                )
            }
            return .begin(session: session)
        }
        // The page without a session needs its style.
        if uri.path == "/style.css" { return .open }
        guard let session = Self.session(head.headerFields[values: .cookie]), sessions.isOpen(session) else {
            return .refused(
                status: 401, reason: "This browser has no session. Open the link that the console has printed.")
        }
        return .open
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
