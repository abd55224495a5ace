import Synchronization

/// The one-time link that opens the console, and the sessions that were begun with such links.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
final class Sessions: Sendable {
    /// The most sessions; a further one ends the oldest.
    private static let most = 32
    /// How long a session lasts.
    static let lifetime = Duration.seconds(12 * 3600)

    private struct State {
        var link = Secret()
        var sessions: [(secret: Secret, begun: ContinuousClock.Instant)] = []
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
            let session = Secret()
            if state.sessions.count >= Self.most { state.sessions.removeFirst() }
            state.sessions.append((session, now))
            return session.digits
        }
    }

    /// Whether a session has this secret, and lasts.
    @inline(never)
    func isOpen(_ session: String, at now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in
            state.sessions.removeAll { now - $0.begun > Self.lifetime }
            // All are compared, so that the time tells nothing.
            return state.sessions.reduce(false) { $1.secret.isEqual(to: session) || $0 }
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
    func isEqual(to other: String) -> Bool {
        let (own, given) = (Array(digits.utf8), Array(other.utf8))
        guard own.count == given.count else { return false }
        var difference: UInt8 = 0
        for index in own.indices { difference |= own[index] ^ given[index] }
        return difference == 0
    }
}
