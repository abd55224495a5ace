import Dispatch

/// Runs `body`, which may block for a moment, on a thread outside the cooperative pool.
func blockingCall<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(returning: body()) }
    }
}
