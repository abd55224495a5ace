internal import DequeModule
internal import Logging
internal import Synchronization

/// What the callers of `next`, the holders of deliveries and the connection's thread share.
final class ConsumerCore: ConnectionOwner {
    private typealias Caller = CheckedContinuation<Delivery?, Never>

    private struct State {
        var ledger = ConsumerLedger<Delivery>()
        var callers: Deque<(number: UInt64, caller: Caller)> = []
        var lastNumber: UInt64 = 0
        var connection = ConnectionState.connecting(lastError: nil)
        var hasStarted = false
        var isStopping = false
        /// Nothing will be delivered any more: after a confirmed stop, or after the run.
        var isDry = false
    }

    let options: ConsumerOptions
    let logger: Logger
    let stop = StopSignal()
    private let state = Mutex(State())

    init(options: ConsumerOptions, logger: Logger) {
        self.options = options
        self.logger = logger
    }

    var connection: ConnectionState { state.withLock { $0.connection } }

    // MARK: Callers of next

    func next() async -> Delivery? {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                let waits = state.withLock { state in
                    // Cancelled before it was queued: the handler has found nothing to cancel.
                    guard !Task.isCancelled else { return false }
                    state.callers.append((number, caller))
                    return true
                }
                if waits { matchUp() } else { caller.resume(returning: nil) }
            }
        } onCancel: {
            abandon(number)
        }
    }

    /// Hands out what is buffered, at most `limit`, without waiting.
    func takeBuffered(_ limit: Int) -> [Delivery] {
        state.withLock { state in
            var deliveries: [Delivery] = []
            while deliveries.count < limit, let delivery = state.ledger.handOut() { deliveries.append(delivery) }
            return deliveries
        }
    }

    private func abandon(_ number: UInt64) {
        let caller = state.withLock { state in
            state.callers.firstIndex { $0.number == number }.map { state.callers.remove(at: $0).caller }
        }
        caller?.resume(returning: nil)
    }

    /// Gives buffered deliveries to waiting callers; once dry, nil to the rest.
    private func matchUp() {
        while true {
            let match = state.withLock { state -> (Caller, Delivery?)? in
                guard !state.callers.isEmpty, !state.ledger.buffer.isEmpty || state.isDry else { return nil }
                return (state.callers.removeFirst().caller, state.ledger.handOut())
            }
            guard let (caller, delivery) = match else { return }
            caller.resume(returning: delivery)
        }
    }

    // MARK: Holders of deliveries

    func settle(_ ticket: DeliveryTicket, _ settlement: Settlement) {
        if state.withLock({ $0.ledger.settle(ticket, settlement) }) { stop.wakeup.signal() }
    }

    func isCurrent(_ ticket: DeliveryTicket) -> Bool {
        state.withLock { $0.ledger.epoch } == ticket.epoch
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
        stop.wakeup.signal()
    }

    func end() {
        state.withLock { state in
            state.ledger.connectionLost()
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

    func connectionEnded(by error: RabbitMQError) -> Bool {
        state.withLock { $0.ledger.connectionLost() }
        return error.isTransient
    }

    func delivered(_ tag: UInt64, redelivered: Bool, _ content: Content) {
        state.withLock { state in
            let ticket = DeliveryTicket(epoch: state.ledger.epoch, tag: tag)
            let delivery = Delivery(
                queue: options.queue, id: content.header.id, headers: content.header.headers, body: content.body,
                bodyTooLarge: content.bodyTooLarge, redelivered: redelivered, ticket: ticket, core: self)
            state.ledger.delivered(tag, delivery)
        }
        matchUp()
    }

    func nextSettlement() -> (tag: UInt64, settlement: Settlement)? {
        state.withLock { $0.ledger.nextSettlement() }
    }

    var isSettled: Bool { state.withLock { $0.ledger.isSettled } }

    /// The broker has confirmed that it delivers nothing more.
    func ranDry() {
        state.withLock { $0.isDry = true }
        matchUp()
    }
}

/// What a consumer takes from where.
struct ConsumerOptions: Sendable {
    let queue: String
    let queues: [Queue]
    let prefetch: UInt16
    let maximumBodyBytes: Int
    let setupLimit: Duration
}
