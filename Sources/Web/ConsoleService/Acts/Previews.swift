import Synchronization

/// What was shown to be acted on, and under which form. An act is on what its preview has shown, never on a filter that is evaluated again.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
final class Previews: Sendable {
    /// The most previews; a further one takes the place of the oldest.
    private static let most = 256
    /// The most of a session, so that no page of elsewhere can push out those of others.
    private static let mostOfSession = 32
    /// The most letters of all previews; further ones take the place of the oldest.
    private static let mostLetters = 400_000
    private static let lifetime = Duration.seconds(3600)

    private struct Entry {
        let form: Secret
        /// In addresses, where the secret of the form has no place.
        let name = String(Secret().digits.prefix(16))
        let session: String
        let act: PlannedAct
        let made: ContinuousClock.Instant
        var progress = Progress.unsent
    }

    /// How far a form has come.
    private enum Progress {
        case unsent
        /// It was sent, and its action is not in the log yet.
        case sent
        case entered(Int64)
    }

    /// A preview that is kept.
    struct Kept: Sendable {
        /// The secret of its form.
        let form: String
        /// By which its session sees it again.
        let name: String
        let act: PlannedAct
    }

    /// What a form that was sent stands for.
    enum Sent: Sendable {
        /// It is sent for the first time.
        case first(PlannedAct)
        /// It was sent before: a double click, or a page that was loaded again.
        case again(action: Int64?)
        /// It is of another session or act, too old, or of an earlier run of the console.
        case unknown
    }

    private let entries = Mutex<[Entry]>([])

    @inline(never)
    func add(_ act: PlannedAct, for session: String) -> Kept {
        let entry = Entry(form: Secret(), session: session, act: act, made: .now)
        entries.withLock { entries in
            entries.removeAll { .now - $0.made > Self.lifetime }
            let own = entries.indices.filter { entries[$0].session == session }
            if own.count >= Self.mostOfSession, let oldest = own.first { entries.remove(at: oldest) }
            if entries.count >= Self.most { entries.removeFirst() }
            entries.append(entry)
            var letters = entries.reduce(0) { $0 + $1.act.letters }
            while letters > Self.mostLetters, entries.count > 1 { letters -= entries.removeFirst().act.letters }
        }
        return Kept(form: entry.form.digits, name: entry.name, act: act)
    }

    /// A preview of a session by its name; nil if it is too old, or of another path.
    @inline(never)
    func kept(_ name: String, at path: String, by session: String) -> Kept? {
        entries.withLock { entries in
            let entry = entries.first {
                $0.name == name && $0.session == session && $0.act.path == path && .now - $0.made < Self.lifetime
            }
            return entry.map { Kept(form: $0.form.digits, name: $0.name, act: $0.act) }
        }
    }

    /// A form was sent; whoever asks first acts.
    @inline(never)
    func send(_ form: String, at path: String, by session: String) -> Sent {
        entries.withLock { entries in
            guard let place = Self.place(of: form, at: path, by: session, in: entries) else { return .unknown }
            switch entries[place].progress {
            case .sent: return .again(action: nil)
            case .entered(let action): return .again(action: action)
            case .unsent:
                entries[place].progress = .sent
                return .first(entries[place].act)
            }
        }
    }

    /// What a form is for; nil if it is unknown.
    @inline(never)
    func act(_ form: String, at path: String, by session: String) -> PlannedAct? {
        entries.withLock { entries in
            Self.place(of: form, at: path, by: session, in: entries).map { entries[$0].act }
        }
    }

    /// A form is sent to its own path, by the session that has seen the preview.
    private static func place(of form: String, at path: String, by session: String, in entries: [Entry]) -> Int? {
        let place = entries.firstIndex {
            $0.form.isEqual(to: form) && $0.session == session && $0.act.path == path
        }
        guard let place, .now - entries[place].made < lifetime else { return nil }
        return place
    }

    /// Notes the action of a form; nil if it could not be begun, so that the form may be sent again.
    @inline(never)
    func note(_ action: Int64?, of form: String) {
        entries.withLock { entries in
            guard let place = entries.firstIndex(where: { $0.form.isEqual(to: form) }) else { return }
            entries[place].progress = action.map { .entered($0) } ?? .unsent
        }
    }
}
