import Actions
import ConsolePages
import Foundation
import Ledger
import Logins

/// Who asks, as what, and how that is known.
struct Visitor: Sendable, Hashable {
    /// What previews and streams belong to: the secret of a session, or the name that a proxy vouches for.
    let session: String
    let name: String
    let role: ConsoleRole
    let knownBy: ActionEntry.Evidence
    /// The address of the browser.
    let address: String
    /// The secret of the forms of the session itself; nil without a login.
    var form: String?
    /// When the token of a proxy ends, in seconds since 1970; nil for a session.
    var end: Double?

    /// Whoever opened the one-time link.
    static func ofLink(_ session: String, from address: String) -> Visitor {
        Visitor(
            session: session, name: "console of \(NSUserName())", role: .operator, knownBy: .link, address: address)
    }

    /// Who acts, for the log.
    var actor: Actor { Actor(name: name, knownBy: knownBy, address: address) }

    /// What a page says of them; nil for whoever opened the link.
    var viewer: Viewer? {
        knownBy == .link ? nil : Viewer(name: name, role: role.rawValue, form: form)
    }

    /// Whether they may still look.
    func isWelcome(in sessions: Sessions, at now: Double = Date.now.timeIntervalSince1970) -> Bool {
        if let end { return now < end }
        return sessions.isOpen(session)
    }
}
