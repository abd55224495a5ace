import Foundation
import LocalServers
import Synchronization
import SystemPackage

/// A place for one process of a stage. When the process dies, the next one takes its place, as with an orchestrator,
/// until the place is given up.
final class StageProcess: Sendable {
    /// The end of a process of the place.
    struct Exit: Sendable {
        let status: ManagedProcess.Status
        /// The requested state of the process at its end.
        let wanted: Wanted
        /// The time from the request to the end.
        let took: Duration
        /// The time from the start to the request.
        let age: Duration
    }

    /// The requested state of a process.
    enum Wanted: Sendable, Hashable {
        case running
        /// We killed it, or made it kill itself.
        case killed
        case ended
    }

    private struct State {
        var process: ManagedProcess?
        var wanted = Wanted.running
        var began = ContinuousClock.now
        var asked = ContinuousClock.now
        var exits: [Exit] = []
        var starts = 0
        var peakMemory = 0
        var isStopped = false
    }

    let name: String
    let stage: String
    let log: StageLog
    private let command: [String]
    private let environment: @Sendable (_ start: Int) -> [String: String]
    private let state = Mutex(State())

    /// - Parameter environment: the variables of a process, by its number in this place, from 0.
    init(
        _ stage: String, number: Int, on host: ServerHost, logs: FilePath,
        environment: @escaping @Sendable (Int) -> [String: String]
    ) {
        self.stage = stage
        name = "\(stage)-\(number)"
        log = StageLog(path: logs.appending("\(name).log"))
        command = host.command([Programs.directory.appending(stage).string])
        self.environment = environment
    }

    var exits: [Exit] { state.withLock { $0.exits } }
    var starts: Int { state.withLock { $0.starts } }
    /// The highest memory of any process of the place, in bytes.
    var peakMemory: Int { state.withLock { $0.peakMemory } }
    var isRunning: Bool { state.withLock { $0.process != nil } }
    /// Whether we have stopped it with a signal.
    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Keeps a process running; returns after the place is given up.
    func run() async {
        while !Task.isCancelled, state.withLock({ $0.wanted != .ended }) {
            let number = state.withLock { state in
                defer { state.starts += 1 }
                return state.starts
            }
            await runOnce(environment(number))
            if state.withLock({ $0.wanted != .ended }) { try? await Task.sleep(for: .milliseconds(500)) }
        }
    }

    private func runOnce(_ environment: [String: String]) async {
        do {
            let process = try await ManagedProcess.start(
                FilePath(command[0]), arguments: Array(command.dropFirst()),
                environment: Programs.environment(environment), output: .file(log.path), error: .file(log.path))
            let isUnwanted = state.withLock { state in
                state.process = process
                state.began = .now
                if state.wanted == .killed { state.wanted = .running }
                return state.wanted == .ended
            }
            if isUnwanted { process.send(.terminate) }
            let status = await process.wait()
            state.withLock { state in
                let isOurs = environment[Self.failpoint] != nil && status == .signaled(SIGKILL)
                let wanted = isOurs && state.wanted == .running ? .killed : state.wanted
                state.exits.append(
                    Exit(status: status, wanted: wanted, took: .now - state.asked, age: state.asked - state.began))
                state.process = nil
            }
        } catch {
            state.withLock {
                $0.exits.append(Exit(status: .failed("\(error)"), wanted: .running, took: .zero, age: .zero))
            }
        }
    }

    /// Kills the process at once; the next one starts.
    ///
    /// - Returns: false if there was no process.
    func kill() -> Bool {
        let process = state.withLock { state in
            if state.process != nil, state.wanted == .running { state.wanted = .killed }
            state.isStopped = false
            return state.process
        }
        process?.send(.kill)
        return process != nil
    }

    /// Gives the place up; the process gets SIGTERM.
    func end() {
        let process = state.withLock { state in
            state.wanted = .ended
            state.asked = .now
            return state.process
        }
        process?.send(.terminate)
    }

    /// Kills a process that has not ended by itself, at the end of a scenario.
    func abandon() {
        let process = state.withLock { state in
            state.wanted = .ended
            return state.process
        }
        process?.send(.kill)
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        state.withLock { $0.process }?.send(.stop)
    }

    func resume() {
        state.withLock { $0.isStopped = false }
        state.withLock { $0.process }?.send(.resume)
    }

    /// Reads the peak memory of the process (`VmHWM`, proc(5)).
    func sampleMemory() {
        guard let pid = state.withLock({ $0.process?.pid }),
            let text = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
        else { return }
        state.withLock { $0.peakMemory = max($0.peakMemory, kibibytes << 10) }
    }

    static let failpoint = "ETL_FAILPOINT"
}
