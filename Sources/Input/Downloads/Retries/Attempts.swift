internal import SourceReading

/// Counts consecutive failed attempts, and waits between them.
struct Attempts {
    private let name: String
    private let downloader: Downloader
    private let bell: Doorbell
    private var failures = 0
    /// The end of all attempts; nil for none.
    var deadline: ContinuousClock.Instant?

    init(of name: String, by downloader: Downloader, _ bell: Doorbell) {
        self.name = name
        self.downloader = downloader
        self.bell = bell
    }

    /// Resets the count after an attempt that yielded data.
    mutating func succeed() { failures = 0 }

    /// Waits until the next attempt, or throws if the failure permits none.
    mutating func wait(after failure: DownloadFailure) throws(SourceError) {
        switch failure {
        case .permanent(let reason): throw SourceError(name, reason)
        case .stopped: throw stoppedError
        case .slow(let what): throw SourceError(name, .inputOutput(what))
        case .transient(let what, let wanted):
            failures += 1
            let policy = downloader.policy
            guard failures < policy.attempts else {
                throw SourceError(name, .inputOutput("\(what); tried \(failures) times"))
            }
            let pause = max(jittered(policy), min(wanted ?? .zero, policy.longestPause * 2))
            if let deadline, ContinuousClock.now + pause >= deadline {
                throw SourceError(name, .inputOutput("\(what); \(Self.words(of: policy))"))
            }
            downloader.observer(DownloadRetry(source: name, reason: what, failures: failures, pause: pause))
            try sleep(pause)
        }
    }

    /// What to do about the limit for the beginning of a file.
    static func words(of policy: DownloadPolicy) -> String {
        let seconds = (policy.beginning ?? .zero).components.seconds
        return "gave up after \(seconds) seconds; give --timeout to wait for longer"
    }

    /// Doubles with each failure. Jittered, so that clients of a failed server do not all retry at the same time.
    private func jittered(_ policy: DownloadPolicy) -> Duration {
        min(policy.firstPause * (1 << min(failures - 1, 20)), policy.longestPause) * Double.random(in: 0.5...1)
    }

    private func sleep(_ pause: Duration) throws(SourceError) {
        let end = ContinuousClock.now + pause
        while downloader.stop.raisedAt == nil {
            guard bell.wait(until: end) else { return }
        }
        throw stoppedError
    }

    /// Not the server's fault: the process is stopping.
    private var stoppedError: SourceError { SourceError(name, .interrupted(.paused)) }
}
