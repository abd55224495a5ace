internal import SourceReading

/// Counts attempts in a row that yield nothing, and waits between them.
struct Attempts {
    private let name: String
    private let downloader: Downloader
    private let bell: Doorbell
    private var failures = 0

    init(of name: String, by downloader: Downloader, _ bell: Doorbell) {
        self.name = name
        self.downloader = downloader
        self.bell = bell
    }

    /// Something came of an attempt.
    mutating func succeed() { failures = 0 }

    /// Decides what follows from trouble: waits until the next attempt, or throws when there is to be none.
    mutating func wait(after trouble: DownloadTrouble) throws(SourceError) {
        switch trouble {
        case .lasting(let reason): throw SourceError(name, reason)
        case .stopped: throw stopped
        case .passing(let what, let wanted):
            failures += 1
            let patience = downloader.patience
            guard failures < patience.attempts else {
                throw SourceError(name, .inputOutput("\(what); tried \(failures) times"))
            }
            let pause = max(jittered(patience), min(wanted ?? .zero, patience.longestPause * 2))
            downloader.observer(DownloadRetry(source: name, trouble: what, failures: failures, pause: pause))
            try sleep(pause)
        }
    }

    /// Doubles with each failure. Jittered, so that those who lost a server together do not return together.
    private func jittered(_ patience: Patience) -> Duration {
        min(patience.firstPause * (1 << min(failures - 1, 20)), patience.longestPause) * Double.random(in: 0.5...1)
    }

    private func sleep(_ pause: Duration) throws(SourceError) {
        let end = ContinuousClock.now + pause
        while downloader.stopSign.stopped == nil {
            guard bell.wait(until: end) else { return }
        }
        throw stopped
    }

    private var stopped: SourceError { SourceError(name, .inputOutput("the process is stopping")) }
}
