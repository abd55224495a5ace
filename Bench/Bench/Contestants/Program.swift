import LocalServers
import Measuring
import SystemPackage

/// A program that runs to its end.
struct Program: Sendable {
    let path: FilePath
    let arguments: [String]

    /// The measurements of a run, beside its result.
    struct Run {
        let seconds: Double
        let usages: [String: GroupUsage]
        let peaksAreFresh: Bool
    }

    /// Runs the program with the servers in its environment, and measures both.
    ///
    /// - Parameter log: the name of the file for the program's output.
    /// - Throws: if the program fails; the error has the end of the log.
    @discardableResult
    func run(on bed: TestBed, log name: String) async throws -> Run {
        let log = ServerLog(path: FilePath(bed.workshop.path("\(name).log")))
        try log.rotate()
        let meter = ProcessMeter(servers: bed.servers)
        let start = ContinuousClock.now
        let process = try await ManagedProcess.start(
            path, arguments: arguments, environment: bed.environment, output: .file(log.path), error: .file(log.path))
        let (end, usages) = await meter.measure(process.pid) { () -> (ManagedProcess.Status, ContinuousClock.Instant) in
            (await process.wait(), .now)
        }
        guard end.0.isSuccess else {
            let lines = log.lastLines(5).map { "\n  \($0)" }.joined()
            throw BenchError("\(path) failed (\(end.0)). Its log is \(log.path), and ends with:\(lines)")
        }
        return Run(
            seconds: (end.1 - start) / .seconds(1), usages: usages, peaksAreFresh: meter.peaksAreFresh)
    }
}
