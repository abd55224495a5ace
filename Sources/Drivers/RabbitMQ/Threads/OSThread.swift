internal import CRabbitMQ

/// Runs blocking work on a thread of its own, away from the threads that Swift's tasks share.
enum OSThread {
    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// C frames of librabbitmq and OpenSSL are shallow.
    private static let stackBytes = 512 * 1024

    /// Starts `work` on a new thread and suspends until it returns.
    static func run<Value: Sendable>(named name: String, _ work: @escaping @Sendable () -> Value) async -> Value? {
        await withCheckedContinuation { continuation in
            let started = start(named: name) { continuation.resume(returning: work()) }
            if !started { continuation.resume(returning: nil) }
        }
    }

    /// The result of a run on a thread; nil if the thread could not start.
    static func value(of result: Result<Void, RabbitMQError>?) throws(RabbitMQError) {
        guard let result else {
            throw RabbitMQError(.protocolError, "no thread left for a connection to RabbitMQ: raise ulimit -u")
        }
        try result.get()
    }

    /// Starts a detached thread; false if the system has none left.
    static func start(named name: String, _ work: @escaping @Sendable () -> Void) -> Bool {
        let box = Unmanaged.passRetained(
            Work {
                set_current_thread_name(name)
                work()
            })
        let status = start_detached_thread(
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, box.toOpaque(), stackBytes)
        guard status == 0 else {
            box.release()
            return false
        }
        return true
    }
}
