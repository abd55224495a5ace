internal import DequeModule

/// The consumer's deliveries until they are settled: buffered or handed out, and on which connection. Knows no lock and no
/// thread.
struct UnsettledDeliveries<Item> {
    private(set) var epoch: UInt64 = 1
    /// Delivered and not handed out; at most the prefetch.
    private(set) var buffer: Deque<(item: Item, arrival: MonotonicTime)> = []
    /// Delivered on this connection and not settled, handed out or not.
    private var unsettled: Set<UInt64> = []
    private var settlements: Deque<(tag: UInt64, settlement: Settlement)> = []

    /// Whether everything delivered on this connection is settled and on its way to the broker.
    var isSettled: Bool { unsettled.isEmpty && settlements.isEmpty }
    var unsettledCount: Int { unsettled.count }

    mutating func delivered(_ tag: UInt64, _ item: Item, at arrival: MonotonicTime) {
        unsettled.insert(tag)
        buffer.append((item, arrival))
    }

    /// Takes the first of what is buffered, at most `limit`.
    mutating func handOut(_ limit: Int) -> [Item] {
        let group = buffer.prefix(limit).map(\.item)
        buffer.removeFirst(group.count)
        return group
    }

    /// When what is buffered is handed out although it is fewer than were asked for; nil when nothing is.
    func end(of window: GatheringWindow) -> MonotonicTime? {
        guard let first = buffer.first, let last = buffer.last else { return nil }
        return min(last.arrival + window.silence, first.arrival + window.total)
    }

    /// - Returns: false for a delivery of an earlier connection, or one that is settled already: the broker would
    ///   close the channel over those.
    mutating func settle(_ ticket: DeliveryTicket, _ settlement: Settlement) -> Bool {
        guard ticket.epoch == epoch, unsettled.remove(ticket.tag) != nil else { return false }
        settlements.append((ticket.tag, settlement))
        return true
    }

    mutating func nextSettlement() -> (tag: UInt64, settlement: Settlement)? { settlements.popFirst() }

    /// The broker delivers all of it again, to anyone: what is buffered is dropped, what is handed out gets stale.
    mutating func connectionLost() {
        epoch += 1
        buffer.removeAll()
        unsettled.removeAll()
        settlements.removeAll()
    }
}
