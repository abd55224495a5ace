internal import DequeModule

/// Deliveries, the callers that wait for them, and the consumer's state. Uses no lock and no thread.
struct ConsumerState {
    /// A caller of `next` in line.
    struct Request {
        let number: UInt64
        let limit: Int
        let window: GatheringWindow
        let caller: CheckedContinuation<[Delivery]?, Never>
    }

    enum Match {
        case answer(Request, [Delivery]?)
        /// The deadline, unless more arrives before.
        case later(MonotonicTime)
        case nothing
    }

    var deliveries = UnsettledDeliveries<Delivery>()
    var requests: Deque<Request> = []
    var lastNumber: UInt64 = 0
    var connection = ConnectionState.connecting(lastError: nil)
    var hasStarted = false
    var isStopping = false
    /// No more deliveries will arrive: after a confirmed stop, or after the run.
    var isDry = false

    /// Removes the first caller in line if there is an answer for it.
    mutating func match(prefetch: Int) -> Match {
        guard let first = requests.first else { return .nothing }
        guard let end = deliveries.end(of: first.window) else {
            return isDry ? .answer(requests.removeFirst(), nil) : .nothing
        }
        let nothingMoreCanCome = isStopping || isDry || deliveries.unsettledCount >= prefetch
        guard deliveries.buffer.count >= first.limit || nothingMoreCanCome || end <= .now() else { return .later(end) }
        return .answer(requests.removeFirst(), deliveries.handOut(first.limit))
    }
}
