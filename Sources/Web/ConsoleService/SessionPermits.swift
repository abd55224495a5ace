import Synchronization

/// Permits for what few may do at a time: a number in all, and fewer for each session.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
final class SessionPermits: Sendable {
    /// A permit, until nobody holds it any more: also if what it was for never began.
    final class Permit: Sendable {
        private let permits: SessionPermits
        private let session: String

        fileprivate init(_ permits: SessionPermits, _ session: String) {
            self.permits = permits
            self.session = session
        }

        deinit { permits.giveBack(session) }
    }

    private let most: Int
    private let mostOfSession: Int
    private let given = Mutex<[String: Int]>([:])
    private let onChange: @Sendable (Int) -> Void

    /// - Parameter onChange: receives the number of permits that are held, one call after another.
    init(most: Int, mostOfSession: Int, onChange: @escaping @Sendable (Int) -> Void = { _ in }) {
        self.most = most
        self.mostOfSession = mostOfSession
        self.onChange = onChange
    }

    /// - Returns: nil if as many are held as may be.
    @inline(never)
    func take(_ session: String) -> Permit? {
        let isGiven = given.withLock { given in
            let all = given.values.reduce(0, +)
            guard all < most, given[session, default: 0] < mostOfSession else { return false }
            given[session, default: 0] += 1
            onChange(all + 1)
            return true
        }
        return isGiven ? Permit(self, session) : nil
    }

    @inline(never)
    private func giveBack(_ session: String) {
        given.withLock { given in
            let left = given[session, default: 1] - 1
            given[session] = left > 0 ? left : nil
            onChange(given.values.reduce(0, +))
        }
    }
}
