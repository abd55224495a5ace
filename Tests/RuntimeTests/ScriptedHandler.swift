import Bus
import RabbitMQ
import Runtime
import Synchronization

/// A handler that runs a test's script for each delivery.
struct ScriptedHandler: StageHandler {
    typealias Outcome = Result<Void, StageError>

    let script: @Sendable (Delivery) async -> Outcome

    func workBytes(of delivery: Delivery) -> Int { 0 }

    func handle(_ deliveries: [Delivery]) async -> [Outcome] {
        var outcomes: [Outcome] = []
        for delivery in deliveries { outcomes.append(await script(delivery)) }
        return outcomes
    }
}

/// A gate that tasks wait for until it is opened.
final class Gate: Sendable {
    private let stream: AsyncStream<Never>
    private let continuation: AsyncStream<Never>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func open() { continuation.finish() }

    /// Returns when the gate is open, or when the task is cancelled.
    func pass() async {
        for await _ in stream {}
    }
}

/// A record of events in their order, with a method to wait for them.
final class Events<Event: Sendable>: Sendable {
    private let kept = Mutex<[Event]>([])
    private let continuation: AsyncStream<Void>.Continuation
    private let stream: AsyncStream<Void>

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    var all: [Event] { kept.withLock { $0 } }

    /// - Returns: the number of events so far.
    @discardableResult
    func add(_ event: Event) -> Int {
        let count = kept.withLock { kept in
            kept.append(event)
            return kept.count
        }
        continuation.yield()
        return count
    }

    /// Waits until there are `count` events. One task at a time.
    func wait(for count: Int) async {
        if all.count >= count { return }
        for await _ in stream where all.count >= count { return }
    }
}
