import Glibc

/// Measures the CPU time and the memory of a program and of the servers that it works with.
///
/// Memory and the share of each process come from samples of `/proc`, so usage after the last sample is missing there.
/// The sums are complete: the kernel accounts the program's time to us after the wait for it. A server's time includes
/// its children that have ended.
package struct ProcessMeter: Sendable {
    /// The group of the program itself and all that it starts.
    package static let client = "client"

    private let servers: [String: Int32]
    private let ledger: ProcessLedger
    private let before: [String: Double]
    private let childrenBefore: Double
    /// Whether the peaks of the servers could be reset; if not, they count from the servers' start.
    package let peaksAreFresh: Bool

    /// Records the state of the servers; call it while they are idle.
    ///
    /// - Parameter servers: the top process of each server, by the name of its group.
    package init(servers: [String: Int32]) {
        self.servers = servers
        var ledger = ProcessLedger()
        var areFresh = true
        for (group, root) in servers {
            for pid in ProcessFiles.family(of: root) {
                areFresh = ProcessFiles.resetPeak(of: pid) && areFresh
                if let reading = ProcessFiles.reading(of: pid) { ledger.noteBaseline(reading, group) }
            }
        }
        self.ledger = ledger
        peaksAreFresh = areFresh
        before = servers.mapValues(Self.seconds)
        childrenBefore = Self.secondsOfChildren()
    }

    /// Samples the processes until `body` returns: less and less often, but at least four times a second. Sampling
    /// takes time of the processors that are measured.
    ///
    /// - Parameters:
    ///   - pid: the program's process: our child, or a descendant.
    ///   - interval: the pause after the first sample; a fifth of the elapsed time, once that is longer.
    ///   - body: waits until the program has ended and has been waited for.
    package func measure<Value>(
        _ pid: Int32, every interval: Duration = .milliseconds(100), until body: () async -> Value
    ) async -> (value: Value, usages: [String: GroupUsage]) {
        let (roots, first) = (servers.merging([Self.client: pid]) { $1 }, ledger)
        // Memory has no events, so the task samples it.
        let looking = Task {
            var (ledger, start) = (first, ContinuousClock.now)
            while !Task.isCancelled {
                let elapsed = ContinuousClock.now - start
                ledger.look(at: roots, after: elapsed)
                try? await Task.sleep(for: min(max(interval, elapsed / 5), .milliseconds(250)))
            }
            return ledger
        }
        let value = await body()
        // A server notices the end of a session a moment later, and only then waits for the process that served it.
        try? await Task.sleep(for: .milliseconds(100))
        var seconds = before.mapValues { -$0 }
        for (group, root) in servers { seconds[group, default: 0] += Self.seconds(of: root) }
        seconds[Self.client] = Self.secondsOfChildren() - childrenBefore
        looking.cancel()
        return (value, await looking.value.usages(seconds: seconds))
    }

    /// The CPU time of a server so far, including its children that have ended.
    private static func seconds(of root: Int32) -> Double {
        let readings = ProcessFiles.family(of: root).compactMap(ProcessFiles.reading)
        let ticks = readings.reduce(0) { $0 + $1.ticks + $1.endedChildren }
        return Double(ticks) / ProcessFiles.ticksPerSecond
    }

    /// The CPU time of our children that have been waited for, and of theirs (getrusage(2)).
    private static func secondsOfChildren() -> Double {
        var usage = rusage()
        getrusage(Int32(RUSAGE_CHILDREN.rawValue), &usage)
        let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(microseconds) / 1_000_000
    }
}
