import Dispatch

/// Runs `body`, which may block for a moment, on a thread outside the cooperative pool.
func blockingCall<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        // A queue of its own gets a thread of its own. The threads of the global queue are those that tasks run on, as
        // many as there are cores: blocking them can keep the very task from running that `body` waits for.
        DispatchQueue(label: "blocking call").async { continuation.resume(returning: body()) }
    }
}
