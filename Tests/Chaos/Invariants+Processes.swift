import LocalServers

extension Invariants {
    /// The most memory that a process may take, in bytes. A debug build takes about 40 MiB before it does anything.
    static let memoryBudget = 128 << 20
    /// Lines that a process may write about itself, and about each fault.
    static let linesPerStart = 10
    static let linesPerFault = 10
    /// A message that is given up is told once.
    static let linesPerRefusal = 1

    /// How much of the work a fault may make be done again: a slice or two of the dozen that a sample has.
    static let workPerFault = 0.2

    /// A fault makes work be done again, but not over and over: a second fault must not multiply what the first has
    /// doubled.
    mutating func checkWork() async throws {
        let loads = await arena.fleet.all.reduce(0) { $0 + $1.log.loads }
        let batches = try await rows("SELECT count(*) FROM etl.batches").first?.first.flatMap { Int($0) } ?? 0
        // Where `etl run` starts the stages, their logs are its own.
        guard loads > 0, batches > 0 else { return }
        let work = Double(loads) / Double(batches)
        noteWork(work)
        let faults = arena.faults.count(.fault)
        require(
            work <= 1.2 + Self.workPerFault * Double(faults),
            "\(batches) batches were loaded \(loads) times after \(faults) faults: the work has multiplied")
    }

    /// Every process ended as it was told to, in its memory, and without a word too many.
    mutating func checkProcesses() async {
        for place in await arena.fleet.all {
            require(!place.isRunning, "\(place.name) is still there \(StageProcess.grace.seconds) s after SIGTERM")
            for exit in place.exits { check(exit, of: place.name) }
            noteMemory(place.stage, place.peakMemory)
            require(
                place.peakMemory <= Self.memoryBudget,
                "\(place.name) took \(place.peakMemory >> 20) MiB, more than the \(Self.memoryBudget >> 20) allowed")
            checkLog(of: place)
        }
    }

    private mutating func check(_ exit: StageProcess.Exit, of name: String) {
        switch exit.wanted {
        case .killed: return
        case .running: require(false, "\(name) ended by itself: \(exit.status)")
        case .ended:
            require(exit.status.isSuccess, "\(name) ended after SIGTERM with \(exit.status)")
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
