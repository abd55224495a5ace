import Glibc
import Synchronization

extension TCPProxy {
    /// Passes orders from tasks to the proxy's thread.
    final class Control: Sendable {
        typealias Order = @Sendable (inout Loop) -> Void

        /// The thread's end of a socket pair; a byte on it ends the thread's poll(2).
        let wakeup: Int32
        private let caller: Int32
        let firstUpstreams: [UInt16]
        private let state: Mutex<State>

        private struct State {
            var listener: Listener?
            var orders: [(Order, CheckedContinuation<Void, Never>)] = []
            var endRequested = false
            var ended = false
            var waiters: [CheckedContinuation<Void, Never>] = []
        }

        init(upstreams: [UInt16], listener: Listener) throws(Failure) {
            firstUpstreams = upstreams
            state = Mutex(State(listener: listener))
            var ends: [Int32] = [-1, -1]
            let type = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
            guard socketpair(AF_UNIX, Int32(type), 0, &ends) == 0 else {
                throw Failure(what: "open a line to the thread", errno: errno)
            }
            (wakeup, caller) = (ends[0], ends[1])
        }

        deinit {
            Glibc.close(wakeup)
            Glibc.close(caller)
        }

        /// Makes the thread the only owner of the port, which closes when the thread releases it.
        func takeListener() -> Listener? { state.withLock { $0.listener.take() } }

        /// Makes the thread execute `order`, and returns afterwards; returns at once if the thread has ended.
        func perform(_ order: @escaping Order) async {
            await withCheckedContinuation { continuation in
                let isLate = state.withLock { state in
                    if !state.ended { state.orders.append((order, continuation)) }
                    return state.ended
                }
                if isLate { continuation.resume() } else { wake() }
            }
        }

        func requestEnd() {
            state.withLock { $0.endRequested = true }
            wake()
        }

        /// A full buffer wakes the thread too.
        private func wake() {
            send(caller, [1], 1, Int32(MSG_NOSIGNAL))
        }

        func waitForEnd() async {
            await withCheckedContinuation { continuation in
                let hasEnded = state.withLock { state in
                    if !state.ended { state.waiters.append(continuation) }
                    return state.ended
                }
                if hasEnded { continuation.resume() }
            }
        }

        /// Executes the waiting orders on the proxy's thread; true if the thread is to end.
        func takeOrders(_ loop: inout Loop) -> Bool {
            var bytes = [UInt8](repeating: 0, count: 256)
            _ = recv(wakeup, &bytes, bytes.count, 0)
            let (orders, endRequested) = state.withLock { state in
                defer { state.orders = [] }
                return (state.orders, state.endRequested)
            }
            for (order, continuation) in orders {
                order(&loop)
                continuation.resume()
            }
            return endRequested
        }

        /// The thread calls this last, after closing everything.
        func didEnd() {
            let waiters = state.withLock { state in
                state.ended = true
                defer { state.orders = []; state.waiters = [] }
                return state.waiters + state.orders.map(\.1)
            }
            waiters.forEach { $0.resume() }
        }
    }

    /// A planned cut, which one task awaits.
    final class PlannedCut: Sendable {
        let bytes: Int
        let direction: Direction
        private let state = Mutex<(outcome: Bool?, waiter: CheckedContinuation<Bool, Never>?)>((nil, nil))

        init(bytes: Int, direction: Direction) {
            self.bytes = max(1, bytes)
            self.direction = direction
        }

        var isSettled: Bool { state.withLock { $0.outcome != nil } }

        /// Only the first outcome counts.
        func settle(_ outcome: Bool) {
            let waiter = state.withLock { state in
                guard state.outcome == nil else { return CheckedContinuation<Bool, Never>?.none }
                state.outcome = outcome
                return state.waiter
            }
            waiter?.resume(returning: outcome)
        }

        func outcome() async -> Bool {
            await withCheckedContinuation { continuation in
                let outcome = state.withLock { state in
                    if state.outcome == nil { state.waiter = continuation }
                    return state.outcome
                }
                if let outcome { continuation.resume(returning: outcome) }
            }
        }
    }

    /// The result of an order.
    final class Answer<Value: Sendable>: Sendable {
        private let kept: Mutex<Value>
        init(_ value: Value) { kept = Mutex(value) }
        var value: Value {
            get { kept.withLock { $0 } }
            set { kept.withLock { $0 = newValue } }
        }
    }
}
