import Dispatch

/// Runs `body`, which may block, on a thread outside of the cooperative pool.
package func offPool<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        // A queue of its own, since those that the system shares have as many threads as there are cores.
        DispatchQueue(label: "off the pool").async { continuation.resume(returning: body()) }
    }
}
