import Dispatch

/// Runs `body`, which may block, on a thread outside the cooperative pool.
package func blockingCall<Value: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
    let result = await withCheckedContinuation { continuation in
        // A queue of its own gets a thread of its own. Tasks run on the threads of the global queue, one per core:
        // blocking these can block the very task that `body` waits for.
        DispatchQueue(label: "blocking call").async { continuation.resume(returning: Result(catching: body)) }
    }
    return try result.get()
}
