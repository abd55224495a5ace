import Synchronization

/// Counts the tries to log in, of each name and of each address, and bounds them.
///
/// Each has a place in a table of fixed size, by a hash that nobody outside can know. So memory is bounded, and nothing is ever pushed out.
/// Two may share a place, and then their tries.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
final class LoginLimits: Sendable {
    /// The most tries within the window, right ones too.
    static let tries = 5
    static let window = Duration.seconds(60)
    private static let places = 4096

    private typealias Table = [[ContinuousClock.Instant]]

    private struct State {
        var names = Table(repeating: [], count: LoginLimits.places)
        var addresses = Table(repeating: [], count: LoginLimits.places)
        var told: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    /// Counts a try, unless it is one too many.
    ///
    /// - Parameter address: that of the browser.
    /// - Returns: how long to wait; nil if the try is counted, and may be made.
    @inline(never)
    func admit(_ name: String, from address: String, at now: ContinuousClock.Instant = .now) -> Duration? {
        // Its own name of a type, so that a name that looks like an address is none.
        let name = Self.place(of: "name \(name)")
        let address = Self.place(of: "from \(Self.network(of: address))")
        return state.withLock { state in
            let waits = [Self.wait(&state.names[name], now), Self.wait(&state.addresses[address], now)]
            if let wait = waits.compactMap({ $0 }).max() { return wait }
            state.names[name].append(now)
            state.addresses[address].append(now)
            return nil
        }
    }

    /// Whether a try that is refused is told in the log: one each ten seconds.
    @inline(never)
    func isToBeTold(at now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in
            if let told = state.told, now - told < .seconds(10) { return false }
            state.told = now
            return true
        }
    }

    private static func wait(_ times: inout [ContinuousClock.Instant], _ now: ContinuousClock.Instant) -> Duration? {
        times.removeAll { now - $0 >= window }
        guard times.count >= tries, let first = times.first else { return nil }
        return window - (now - first)
    }

    /// Hashes are seeded for each process.
    private static func place(of text: String) -> Int { Int(UInt(bitPattern: text.hashValue) % UInt(places)) }

    /// Whoever has an address of IPv6 has 2^64 of them.
    private static func network(of address: String) -> String {
        guard let parsed = IPAddress(address), !parsed.isIPv4 else { return address }
        return parsed.bytes.prefix(8).map { "\($0)" }.joined(separator: ".")
    }
}
