internal import Logging
internal import MemoryBounds
internal import Synchronization

/// The state shared by the callers of `next`, the holders of deliveries and the connection's thread.
final class ConsumerCore: ConnectionOwner {
    let options: ConsumerOptions
    let logger: Logger
    private let observer: (any ConnectionObserver)?
    let stop = ConnectionStop()
    private let state = Mutex(ConsumerState())

    init(options: ConsumerOptions, logger: Logger, observer: (any ConnectionObserver)? = nil) {
        self.options = options
        self.logger = logger
        self.observer = observer
        // Room for what was postponed: the connection's thread asks for it again.
        options.limits.budget?.onRelease { [stop] in stop.wakeup.signal() }
    }

    var connection: ConnectionState { state.withLock { $0.connection } }

    // MARK: Callers of next

    func next(upTo limit: Int, gathering window: GatheringWindow) async -> [Delivery]? {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                let request = ConsumerState.Request(
                    number: number, limit: max(1, limit), window: window, caller: caller)
                let waits = state.withLock { state in
                    // Cancelled before it was queued: the cancellation handler found nothing to cancel.
                    guard !Task.isCancelled else { return false }
                    state.requests.append(request)
                    return true
                }
                if waits { lineChanged() } else { caller.resume(returning: nil) }
            }
        } onCancel: {
            abandon(number)
        }
    }

    private func abandon(_ number: UInt64) {
        let request = state.withLock { state in
            state.requests.firstIndex { $0.number == number }.map { state.requests.remove(at: $0) }
        }
        request?.caller.resume(returning: nil)
        lineChanged()
    }

    /// Wakes the connection's thread: the first caller in line may have changed, and its window may end at another
    /// time.
    private func lineChanged() {
        if matchUp() != nil { stop.wakeup.signal() }
    }

    /// Gives buffered deliveries to the first caller in line, then to the next; at the end of the stream, nil to the
    /// rest.
    ///
    /// - Returns: when to try again, for an incomplete group.
    @discardableResult
    func matchUp() -> MonotonicTime? {
        while true {
            switch state.withLock({ $0.match(prefetch: Int(options.prefetch)) }) {
            case .answer(let request, let deliveries): request.caller.resume(returning: deliveries)
            case .later(let time): return time
            case .nothing: return nil
            }
        }
    }

    // MARK: Holders of deliveries

    func settle(_ ticket: DeliveryTicket, _ settlement: Settlement) {
        if state.withLock({ $0.deliveries.settle(ticket, settlement) }) { stop.wakeup.signal() }
    }

    func isCurrent(_ ticket: DeliveryTicket) -> Bool {
        state.withLock { $0.deliveries.epoch } == ticket.epoch
    }

    // MARK: The run

    /// - Returns: whether this is the first call.
    func start() -> Bool {
        state.withLock { state in
            defer { state.hasStarted = true }
            return !state.hasStarted
        }
    }

    func beginStopping() {
        state.withLock { $0.isStopping = true }
        matchUp()
        stop.wakeup.signal()
    }

    func end() {
        state.withLock { state in
            state.deliveries.connectionLost()
            state.isDry = true
        }
        matchUp()
    }

    // MARK: The connection's thread

    var isStopping: Bool { state.withLock { $0.isStopping } }
    var wantsConnection: Bool { !isStopping }

    func makeSession() -> ConsumerSession { ConsumerSession(core: self) }

    func stateChanged(to new: ConnectionState) {
        state.withLock { $0.connection = new }
    }

    func observe(_ event: ConnectionEvent) { observer?.observe(event) }

    func connectionEnded(by error: RabbitMQError) -> Bool {
        state.withLock { $0.deliveries.connectionLost() }
        return error.isTransient
    }

    func delivered(_ tag: UInt64, redelivered: Bool, _ content: Content) {
        observe(.delivered(bytes: content.header.bodyBytes))
        if content.isPostponed {
            observe(.postponed(bytes: content.header.bodyBytes))
            return state.withLock { $0.deliveries.postponed(tag, bytes: content.header.bodyBytes) }
        }
        state.withLock { state in
            let ticket = DeliveryTicket(epoch: state.deliveries.epoch, tag: tag)
            let delivery = Delivery(
                queue: options.queue, id: content.header.id, headers: content.header.headers,
                publishedAt: content.header.timestamp, body: content.body, bodyTooLarge: content.bodyTooLarge,
                redelivered: redelivered, ticket: ticket, core: self, reservation: content.reservation)
            state.deliveries.delivered(tag, delivery, bytes: content.header.bodyBytes, at: .now())
        }
        matchUp()
    }

    func nextSettlement() -> (tag: UInt64, settlement: Settlement)? {
        state.withLock { state in
            if let budget = options.limits.budget {
                state.deliveries.resume(within: state.isStopping ? .max : budget.free, limit: budget.limit)
            }
            return state.deliveries.nextSettlement()
        }
    }

    var isSettled: Bool { state.withLock { $0.deliveries.isSettled } }

    /// The broker has confirmed the cancellation.
    func ranDry() {
        state.withLock { $0.isDry = true }
        matchUp()
    }
}

/// The options of a consumer.
struct ConsumerOptions: Sendable {
    let queue: String
    let queues: [Queue]
    let prefetch: UInt16
    let limits: ContentLimits
    let setupLimit: Duration
}
