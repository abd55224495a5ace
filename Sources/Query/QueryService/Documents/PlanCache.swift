import Synchronization
import TokenGraph

/// The plans of the requests that clients sent at least twice lately, so that these are not compiled again.
///
/// Bounded by bytes. Plans of one shape share the texts of their statements.
final class PlanCache: Sendable {
    /// A compiled request.
    struct Entry: Sendable {
        let plan: Plan
        /// What the log says of it.
        let record: QueryRecord
    }

    /// The requests that came since a time.
    private struct Generation {
        var entries: [RequestText: Entry] = [:]
        var texts: Set<String> = []
        var bytes = 0

        mutating func keep(_ entry: Entry, of request: RequestText) {
            let plan = entry.plan.withTexts { text in
                let (isNew, text) = texts.insert(text)
                if isNew { bytes += text.utf8.count }
                return text
            }
            entries[request] = Entry(plan: plan, record: entry.record)
            bytes += PlanCache.bytes(entry, of: request)
        }
    }

    /// The requests that came lately, by their hashes. A request that comes once would only displace others.
    private struct Sightings {
        private static let count = 1 << 14
        private var hashes = [UInt32](repeating: 0, count: count)

        /// Notes a request. Returns whether it was noted before; another of the same place may have displaced it.
        mutating func note(_ request: RequestText) -> Bool {
            let hash = UInt(bitPattern: request.hashValue)
            let (place, mark) = (Int(hash % UInt(Self.count)), UInt32(truncatingIfNeeded: hash >> 32) | 1)
            defer { hashes[place] = mark }
            return hashes[place] == mark
        }
    }

    private struct State {
        var sightings = Sightings()
        var shape: DatabaseShape?
        var recent = Generation()
        /// Those that came before the recent ones, and were not used since.
        var older = Generation()

        mutating func keep(_ entry: Entry, of request: RequestText) {
            recent.keep(entry, of: request)
            guard recent.bytes > PlanCache.limit / 2 else { return }
            older = recent
            recent = Generation()
        }
    }

    /// The most bytes of all entries, beside one.
    static let limit = 2 << 20
    /// The most bytes of one without the shared texts; larger ones would displace many.
    private static let entryLimit = 4 << 10
    /// The most bytes of the shared texts of one.
    private static let textLimit = 32 << 10
    /// What an entry takes without its values.
    private static let entryBytes = 600

    private let state = Mutex(State())

    init() {}

    /// The plan of a request for a database, if it is known.
    subscript(request: RequestText, database: DatabaseShape) -> Entry? {
        state.withLock { state in
            guard state.shape == database else { return nil }
            if let entry = state.recent.entries[request] { return entry }
            guard let entry = state.older.entries[request] else { return nil }
            state.keep(entry, of: request)
            return entry
        }
    }

    /// Keeps the plan of a request that comes again, unless it is large or asks for the schema.
    func keep(_ entry: Entry, of request: RequestText, for database: DatabaseShape) {
        guard !entry.plan.asksSchema, entry.plan.textBytes <= Self.textLimit,
            Self.bytes(entry, of: request) <= Self.entryLimit
        else { return }
        state.withLock { state in
            if state.shape != database { state = State(shape: database) }
            if state.sightings.note(request) { state.keep(entry, of: request) }
        }
    }

    private static func bytes(_ entry: Entry, of request: RequestText) -> Int {
        entryBytes + entry.plan.valueBytes + entry.record.byteCount + request.text.bytes.count
    }
}
