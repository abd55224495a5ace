import Bus
import Glibc
import LocalServers
import Runtime

extension Invariants {
    private static let stages: [String: Stage] = ["extractor": .extract, "transformer": .transform, "loader": .load]
    /// The memory of a process of a debug build before its first batch, in bytes.
    static let debugProgramMemory = 72 << 20
    /// The lines that a process may log about itself, and about each fault.
    static let linesPerStart = 10
    static let linesPerFault = 10
    /// A stage logs each refused message once.
    static let linesPerRefusal = 1

    /// The share of the work that a fault may repeat: a slice or two of the dozen of a sample.
    static let workPerFault = 0.2

    /// A fault repeats work, but not over and over: a second fault must not multiply the work that the first has
    /// doubled.
    mutating func checkWork() async throws {
        let logs = await arena.fleet.all.map(\.log) + arena.otherLogs
        let loads = logs.reduce(0) { $0 + $1.loads }
        let batches = try await rows("SELECT count(*) FROM etl.batches").first?.first.flatMap { Int($0) } ?? 0
        guard batches > 0 else { return }
        require(loads >= batches, "\(batches) batches are loaded, but the logs tell of \(loads) only")
        let work = Double(loads) / Double(batches)
        noteWork(work)
        let faults = arena.faults.count(.fault)
        require(
            work <= 1.2 + arena.setup.repeatedWork + Self.workPerFault * Double(faults),
            "\(batches) batches were loaded \(loads) times after \(faults) faults: the work has multiplied")
    }

    /// Every process ended as requested, within its memory, and with few enough lines in its log.
    mutating func checkProcesses() async {
        for place in await arena.fleet.all {
            require(!place.isRunning, "\(place.name) is still there \(StageProcess.grace.seconds) s after SIGTERM")
            for exit in place.exits { check(exit, of: place.name) }
            noteMemory(place.stage, place.peakMemory)
            guard let budget = memoryBudget(of: place) else { continue }
            require(
                place.peakMemory <= budget,
                "\(place.name) took \(place.peakMemory >> 20) MiB, more than the \(budget >> 20) allowed")
            checkLog(of: place)
        }
    }

    /// The memory limit of a process, in bytes.
    private func memoryBudget(of place: StageProcess) -> Int? {
        Self.stages[place.stage].map { stage in
            let defaults = StageDefaults.of(stage, batchesPerTransaction: Arena.batchesPerTransaction)
            return MemoryBudget(stage, defaults, batchRecords: arena.setup.sample.batchRecords).bytes(
                program: Self.debugProgramMemory)
        }
    }

    /// The logs of `etl run` and its stages show no crash, and no stage that ended by itself.
    mutating func checkOtherLogs() {
        for log in arena.otherLogs {
            for line in log.crashes { require(false, "\(log.name) tells of a crash: \(line)") }
            for line in log.lines where line.contains("and is restarted") {
                require(false, "\(log.name): a stage ended by itself: \(line)")
            }
        }
    }

    /// None of our processes is left, whether the test or `etl run` started it.
    mutating func checkOrphans() {
        for orphan in Orphan.all(withBrokerAt: arena.servers.brokerURL) {
            require(false, "\(orphan.program) (process \(orphan.pid)) is still there, and should have ended")
        }
    }

    private mutating func check(_ exit: StageProcess.Exit, of name: String) {
        switch exit.wanted {
        case .killed: return
        case .running: require(false, "\(name) ended by itself: \(exit.status)")
        case .ended:
            // In its first moments, a process has no signal handler yet, and has taken no message.
            let isTooYoung = exit.age < .seconds(2) && exit.status == .signaled(SIGTERM)
            require(isTooYoung || exit.status.isSuccess, "\(name) ended after SIGTERM with \(exit.status)")
            require(exit.took <= StageProcess.grace, "\(name) took \(exit.took.seconds) s to end")
        }
    }

    private mutating func checkLog(of place: StageProcess) {
        for line in place.log.crashes { require(false, "\(place.name) crashed: \(line)") }
        let count = place.log.operatorLines.count
        let (faults, refusals) = (arena.faults.count(.fault), arena.faults.count(.refusal))
        let limit =
            Self.linesPerStart * place.starts + Self.linesPerFault * faults + Self.linesPerRefusal * refusals
        require(
            count <= limit,
            "\(place.name) wrote \(count) lines in \(place.starts) starts, \(faults) faults and \(refusals) refusals: "
                + "\(place.log.lastLines(3))")
    }
}
