internal import DequeModule
internal import Synchronization

/// A bound for the bytes that a process holds for one purpose, such as the bodies of messages.
///
/// What is reserved is given back when the last reference to its reservation goes. Safe on any thread. Async functions take no
/// lock themselves (docs/decisions/0020).
package final class ByteBudget: Sendable {
    private struct Waiter {
        let number: UInt64
        let bytes: Int
        let caller: CheckedContinuation<ByteReservation?, Never>
    }

    private struct State {
        var reserved = 0
        var lastNumber: UInt64 = 0
        var waiters: Deque<Waiter> = []
        /// Called after bytes were given back.
        var onRelease: (@Sendable () -> Void)?
    }

    /// The most bytes reserved at a time, unless a single reservation is larger.
    package let limit: Int
    private let state = Mutex(State())
    private let observer: (@Sendable (_ reserved: Int) -> Void)?

    /// - Parameter observer: called with the reserved bytes after each change, on any thread. It must not block.
    package init(limit: Int, observer: (@Sendable (_ reserved: Int) -> Void)? = nil) {
        self.limit = max(1, limit)
        self.observer = observer
    }

    /// The bytes that are reserved now.
    package var reserved: Int { @inline(never) get { state.withLock { $0.reserved } } }

    /// The bytes that can be reserved now.
    package var free: Int { @inline(never) get { state.withLock { max(0, limit - $0.reserved) } } }

    /// Sets the closure that is called after bytes were given back, on any thread. It must not block.
    @inline(never)
    package func onRelease(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.onRelease = action }
    }

    /// Reserves bytes if they fit, or if nothing is reserved: what is larger than the budget is held alone.
    ///
    /// - Returns: nil if there is no room now.
    @inline(never)
    package func reserve(_ bytes: Int) -> ByteReservation? {
        let isReserved = state.withLock { state in
            guard state.waiters.isEmpty, Self.fits(bytes, in: state, limit) else { return false }
            state.reserved += bytes
            return true
        }
        guard isReserved else { return nil }
        observer?(reserved)
        return ByteReservation(bytes, of: self)
    }

    /// Waits until bytes can be reserved. Callers are served in their order, so that a large one is not passed for ever.
    ///
    /// - Returns: nil if the task is cancelled.
    package func waitToReserve(_ bytes: Int) async -> ByteReservation? {
        if let reservation = reserve(bytes) { return reservation }
        let number = nextNumber()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                queue(Waiter(number: number, bytes: bytes, caller: caller))
            }
        } onCancel: {
            abandon(number)
        }
    }

    @inline(never)
    private func nextNumber() -> UInt64 {
        state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    @inline(never)
    private func queue(_ waiter: Waiter) {
        let isCancelled = state.withLock { state in
            // Cancelled before it was queued: the cancellation handler found nothing to cancel.
            guard !Task.isCancelled else { return true }
            state.waiters.append(waiter)
            return false
        }
        if isCancelled { waiter.caller.resume(returning: nil) } else { serve() }
    }

    @inline(never)
    private func abandon(_ number: UInt64) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
        }
        waiter?.caller.resume(returning: nil)
        serve()
    }

    /// Serves the callers at the front of the line for which there is room.
    @inline(never)
    private func serve() {
        while true {
            let waiter = state.withLock { state -> Waiter? in
                guard let first = state.waiters.first, Self.fits(first.bytes, in: state, limit) else { return nil }
                state.reserved += first.bytes
                return state.waiters.removeFirst()
            }
            guard let waiter else { return }
            observer?(reserved)
            waiter.caller.resume(returning: ByteReservation(waiter.bytes, of: self))
        }
    }

    private static func fits(_ bytes: Int, in state: State, _ limit: Int) -> Bool {
        state.reserved == 0 || state.reserved + bytes <= limit
    }

    @inline(never)
    fileprivate func release(_ bytes: Int) {
        let action = state.withLock { state in
            state.reserved -= bytes
            return state.onRelease
        }
        observer?(reserved)
        serve()
        action?()
    }
}

/// Bytes that are reserved until the last reference to this goes.
package final class ByteReservation: Sendable {
    package let bytes: Int
    private let budget: ByteBudget

    fileprivate init(_ bytes: Int, of budget: ByteBudget) {
        self.bytes = bytes
        self.budget = budget
    }

    deinit {
        budget.release(bytes)
    }
}
