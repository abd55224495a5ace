import ConsolePages
import DisplayText
import HummingbirdCore
import Logging
import Logins
import ServiceLogging

/// Takes the form that logs in.
struct LoginDesk: Sendable {
    let logins: WatchedFiles<LoginFile>
    let sessions: Sessions
    let limits: LoginLimits
    let passwords: PasswordQueue
    let logger: Logger

    /// What became of a try.
    enum Outcome: Sendable, Hashable {
        /// - Parameter to: the path to go to.
        case begun(session: String, to: String)
        case wrong(to: String)
        /// - Parameter wait: after how many seconds to try again.
        case limited(wait: Int, to: String)
    }

    /// - Parameters:
    ///   - visitor: whose session the browser has already; it ends.
    ///   - address: that of the browser.
    /// - Throws: ``FormFailure``, ``PageFailure/crowded``
    func logIn(_ request: Request, _ visitor: Visitor?, from address: String) async throws -> Outcome {
        let fields = try await FormFields(request.headers, request.body)
        guard let name = fields["name"], let password = fields["password"] else { throw FormFailure.malformed }
        let to = PagePath(fields["to"] ?? "/")?.text ?? "/"
        if let form = visitor?.form, !ConstantTime.areEqual(form.utf8, (fields["form"] ?? "").utf8) {
            throw FormFailure.otherSession
        }
        if let wait = limits.admit(name, from: address) {
            if limits.isToBeTold() { note("Too many tries to log in", name, address) }
            return .limited(wait: Int(wait.components.seconds) + 1, to: to)
        }
        guard let login = try await login(name, password) else {
            note("A name or password is wrong", name, address)
            return .wrong(to: to)
        }
        let session = sessions.begin(as: login)
        // It may have been removed while its password was checked.
        guard isKnown(login) else {
            sessions.end(session)
            return .wrong(to: to)
        }
        if let visitor { sessions.end(visitor.session) }
        logger.info("Somebody has logged in", metadata: Self.metadata(login.name, address))
        return .begun(session: session, to: to)
    }

    /// The login with this name and password. A name that there is not takes as long as a wrong password.
    private func login(_ name: String, _ password: String) async throws -> Login? {
        let login = logins.value.logins.first { $0.name == name }
        guard password.utf8.count <= PasswordHash.mostBytes else { return nil }
        let isRight = try await passwords.isPassword(password, of: login?.hash ?? .ofNobody)
        return isRight ? login : nil
    }

    private func isKnown(_ login: Login) -> Bool { logins.value.logins.contains(login) }

    /// The log has only names that there are: a password may have been typed into the wrong field.
    private func note(_ message: Logger.Message, _ name: String, _ address: String) {
        let isName = logins.value.logins.contains { $0.name == name }
        logger.warning(message, metadata: Self.metadata(isName ? name : "(unknown)", address))
    }

    static func metadata(_ name: String, _ address: String) -> Logger.Metadata {
        ["user.name": "\(name)", "client.address": "\(address)"]
    }
}

/// A path of the console that somebody goes to after the login, and nowhere else.
struct PagePath: Sendable, Hashable {
    let text: String

    /// - Returns: nil for anything but a path of a page, with its parameters.
    init?(_ text: String) {
        let form = /\/(?:[a-z]+(?:\/[0-9a-z-]{1,40})?)?(?:\?[A-Za-z0-9&=%._~+-]*)?/
        guard text.utf8.count <= 1000, text.wholeMatch(of: form) != nil,
            !["/login", "/logout", "/live"].contains(where: { text.hasPrefix($0) })
        else { return nil }
        self.text = text
    }
}
