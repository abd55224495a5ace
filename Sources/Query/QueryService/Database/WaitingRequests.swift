import DequeModule

/// The requests that wait for a session, and which of them one takes next.
///
/// Lookups go to the database several at a time, in one round trip, and over one session as long as it keeps up: a round
/// trip costs more than a lookup.
struct WaitingRequests {
    /// The most lookups that a session takes at once.
    static let batch = 16
    /// The time that a session may take for lookups before another takes the next.
    private let patience: Duration

    private var lookups: Deque<StatementQueue.Request> = []
    private var others: Deque<StatementQueue.Request> = []
    /// The sessions that run lookups, and when the last of them began.
    private var lookupSessions = 0
    private var lastBegin = ContinuousClock.now

    init(patience: Duration) {
        self.patience = patience
    }

    var count: Int { lookups.count + others.count }

    /// Whether a session can take something.
    var hasNext: Bool { !others.isEmpty || areLookupsDue }

    /// One session does not keep up if many lookups wait, or if it takes long, for whatever reason.
    private var areLookupsDue: Bool {
        !lookups.isEmpty
            && (lookupSessions == 0 || lookups.count >= Self.batch || .now - lastBegin > patience)
    }

    mutating func append(_ request: StatementQueue.Request) {
        if request.isLookup { lookups.append(request) } else { others.append(request) }
    }

    /// Removes what a session takes next: several lookups, or one other request. Empty if there is nothing for it.
    mutating func next() -> [StatementQueue.Request] {
        guard areLookupsDue, let lookup = lookups.first else { return others.popFirst().map { [$0] } ?? [] }
        if let other = others.first, other.arrival < lookup.arrival { return [others.removeFirst()] }
        lookupsBegan()
        let taken = Array(lookups.prefix(Self.batch))
        lookups.removeFirst(taken.count)
        return taken
    }

    /// A session runs lookups.
    mutating func lookupsBegan() {
        lookupSessions += 1
        lastBegin = .now
    }

    /// A session has run its lookups.
    mutating func lookupsEnded() { lookupSessions -= 1 }

    /// Removes the requests that have arrived until a time.
    mutating func removeAll(until time: ContinuousClock.Instant) -> [StatementQueue.Request] {
        lookups.removeFirst { $0.arrival <= time } + others.removeFirst { $0.arrival <= time }
    }

    /// Removes all requests.
    mutating func removeAll() -> [StatementQueue.Request] {
        defer { (lookups, others) = ([], []) }
        return Array(lookups) + Array(others)
    }
}

extension Deque {
    /// Removes and returns the first elements, up to one that does not match.
    fileprivate mutating func removeFirst(while matches: (Element) -> Bool) -> [Element] {
        let found = Array(prefix(while: matches))
        removeFirst(found.count)
        return found
    }
}
