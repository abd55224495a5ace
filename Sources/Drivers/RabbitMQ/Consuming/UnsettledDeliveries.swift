internal import DequeModule

/// The consumer's unsettled deliveries: buffered or handed out, and on which connection. Uses no lock and no thread.
struct UnsettledDeliveries<Item> {
    private(set) var epoch: UInt64 = 1
    /// Buffered deliveries; at most the prefetch.
    private(set) var buffer: Deque<(item: Item, arrival: MonotonicTime)> = []
    /// Unsettled deliveries of this connection, handed out or not.
    private var unsettled: Set<UInt64> = []
    private var settlements: Deque<(tag: UInt64, settlement: Settlement)> = []
    /// Deliveries whose bodies were dropped for want of room, in their order. They count as unsettled.
    private var postponed: Deque<(tag: UInt64, bytes: Int)> = []
    /// The bytes of those that were returned for redelivery, and have not arrived yet.
    private var promised = 0

    /// Whether every delivery of this connection is settled, and the settlement sent.
    var isSettled: Bool { unsettled.isEmpty && settlements.isEmpty }
    var unsettledCount: Int { unsettled.count }

    mutating func delivered(_ tag: UInt64, _ item: Item, bytes: Int = 0, at arrival: MonotonicTime) {
        promised = max(0, promised - bytes)
        unsettled.insert(tag)
        buffer.append((item, arrival))
    }

    /// A delivery has arrived whose body was dropped for want of room.
    ///
    /// It stays unsettled until there is room, so that the broker sends no others in its place.
    mutating func postponed(_ tag: UInt64, bytes: Int) {
        promised = max(0, promised - bytes)
        unsettled.insert(tag)
        postponed.append((tag, bytes))
    }

    /// Returns the first postponed deliveries to the broker, as far as there is room for their bodies. The broker puts them
    /// at the front of the queue, and sends them again.
    ///
    /// - Parameters:
    ///   - free: the bytes for which there is room.
    ///   - limit: all bytes of the budget; if all are free, there is room for a body of any size.
    mutating func resume(within free: Int, limit: Int) {
        // With nothing held, what was promised went elsewhere.
        if free >= limit { promised = 0 }
        var room = max(0, free - promised)
        while let first = postponed.first, first.bytes <= room || room >= limit {
            postponed.removeFirst()
            room -= min(room, first.bytes)
            promised += first.bytes
            if unsettled.remove(first.tag) != nil { settlements.append((first.tag, .requeue)) }
        }
    }

    /// Takes the first buffered deliveries, at most `limit`.
    mutating func handOut(_ limit: Int) -> [Item] {
        let group = buffer.prefix(limit).map(\.item)
        buffer.removeFirst(group.count)
        return group
    }

    /// The time to hand out buffered deliveries as an incomplete group; nil if there are none.
    func end(of window: GatheringWindow) -> MonotonicTime? {
        guard let first = buffer.first, let last = buffer.last else { return nil }
        return min(last.arrival + window.silence, first.arrival + window.total)
    }

    /// - Returns: false for a delivery of an earlier connection, or a settled one: the broker would close the channel.
    mutating func settle(_ ticket: DeliveryTicket, _ settlement: Settlement) -> Bool {
        guard ticket.epoch == epoch, unsettled.remove(ticket.tag) != nil else { return false }
        settlements.append((ticket.tag, settlement))
        return true
    }

    mutating func nextSettlement() -> (tag: UInt64, settlement: Settlement)? { settlements.popFirst() }

    /// The broker redelivers everything, to any consumer: drops buffered deliveries, and marks handed out ones as
    /// stale.
    mutating func connectionLost() {
        epoch += 1
        buffer.removeAll()
        unsettled.removeAll()
        postponed.removeAll()
        promised = 0
        settlements.removeAll()
    }
}
