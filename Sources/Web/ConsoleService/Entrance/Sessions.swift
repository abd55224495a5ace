import Logins
import Synchronization

/// The one-time link that opens the console, and the sessions that were begun with such links or by logins.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
final class Sessions: Sendable {
    /// The most sessions; a further one ends one of those who have most.
    private static let most = 256
    /// The most sessions of the link.
    private static let mostOfLink = 32
    /// The most sessions of a login, so that nobody ends those of others.
    private static let mostOfLogin = 8
    /// How long a session lasts.
    static let lifetime = Duration.seconds(12 * 3600)
    /// How long a session of a login lasts if nobody uses it.
    static let idleTime = Duration.seconds(3600)

    private struct State {
        var link = Secret()
        var sessions: [Session] = []
    }

    private struct Session {
        let secret = Secret()
        let form = Secret()
        /// Nil for the link.
        let login: Login?
        let begun: ContinuousClock.Instant
        var used: ContinuousClock.Instant

        func hasEnded(_ now: ContinuousClock.Instant) -> Bool {
            now - begun > Sessions.lifetime || login != nil && now - used > Sessions.idleTime
        }
    }

    /// What is known of a session.
    struct Known: Sendable, Hashable {
        /// Nil for the link.
        let login: Login?
        /// The secret of the forms of the session itself.
        let form: String
    }

    private let state = Mutex(State())

    /// The secret of the link that nobody has opened yet.
    var link: String { @inline(never) get { state.withLock { $0.link.digits } } }

    /// Begins a session with the secret of the link, which is replaced by that.
    ///
    /// - Returns: the secret of the session; nil if the link was opened before, or never was one.
    @inline(never)
    func begin(with link: String, at now: ContinuousClock.Instant = .now) -> String? {
        state.withLock { state in
            guard state.link.isEqual(to: link) else { return nil }
            state.link = Secret()
            return Self.add(Session(login: nil, begun: now, used: now), to: &state)
        }
    }

    /// Begins a session of somebody who has logged in.
    ///
    /// - Returns: its secret.
    @inline(never)
    func begin(as login: Login, at now: ContinuousClock.Instant = .now) -> String {
        state.withLock { Self.add(Session(login: login, begun: now, used: now), to: &$0) }
    }

    private static func add(_ session: Session, to state: inout State) -> String {
        state.sessions.removeAll { $0.hasEnded(session.begun) }
        let own = state.sessions.indices.filter { state.sessions[$0].login?.name == session.login?.name }
        if own.count >= (session.login == nil ? mostOfLink : mostOfLogin), let oldest = own.first {
            state.sessions.remove(at: oldest)
        }
        if state.sessions.count >= most, let place = oldest(of: state.sessions, beside: session) {
            state.sessions.remove(at: place)
        }
        state.sessions.append(session)
        return session.secret.digits
    }

    /// The oldest session of those who have most, so that nobody ends that of a login with fewer.
    ///
    /// - Parameter added: the further one, which counts.
    private static func oldest(of sessions: [Session], beside added: Session) -> Int? {
        let counts = (sessions + [added]).reduce(into: [String?: Int]()) { $0[$1.login?.name, default: 0] += 1 }
        let most = counts.values.max()
        return sessions.firstIndex { counts[$0.login?.name] == most }
    }

    /// What is known of the session that has this secret, and lasts; nil if none does.
    ///
    /// - Parameter isUse: whether somebody uses it, so that it is not idle.
    @inline(never)
    func find(_ session: String, isUse: Bool, at now: ContinuousClock.Instant = .now) -> Known? {
        state.withLock { state in
            state.sessions.removeAll { $0.hasEnded(now) }
            // All are compared, so that the time tells nothing.
            let found = state.sessions.indices.filter { state.sessions[$0].secret.isEqual(to: session) }
            guard let place = found.first else { return nil }
            if isUse { state.sessions[place].used = now }
            return Known(login: state.sessions[place].login, form: state.sessions[place].form.digits)
        }
    }

    /// Whether a session has this secret, and lasts.
    func isOpen(_ session: String, at now: ContinuousClock.Instant = .now) -> Bool {
        find(session, isUse: false, at: now) != nil
    }

    @inline(never)
    func end(_ session: String) {
        state.withLock { $0.sessions.removeAll { $0.secret.isEqual(to: session) } }
    }

    /// Ends the sessions of logins that are gone, or have another role or password.
    @inline(never)
    func keep(only logins: [Login]) {
        state.withLock { state in
            state.sessions.removeAll { session in session.login.map { !logins.contains($0) } ?? false }
        }
    }
}

/// 256 random bits.
struct Secret: Sendable {
    /// 64 hex digits.
    let digits: String

    init() {
        var system = SystemRandomNumberGenerator()
        digits = (0..<4).map { _ in
            let word = String(UInt64.random(in: .min ... .max, using: &system), radix: 16)
            return String(repeating: "0", count: 16 - word.count) + word
        }.joined()
    }

    /// Compares in a time that does not depend on the first difference.
    func isEqual(to other: String) -> Bool { ConstantTime.areEqual(digits.utf8, other.utf8) }
}
