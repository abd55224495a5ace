import LocalServers
import SystemPackage

/// The processes of all stages, with an orchestrator that restarts a dead process after half a second.
package actor Fleet {
    package static let stages = ["extractor", "transformer", "loader"]

    private let logs: FilePath
    private let environment: [String: String]
    private let faults: FaultLog
    /// Where the processes of a stage run, if not on this machine.
    private let hosts: [String: ServerHost]
    private var places: [StageProcess] = []
    private var runs: [Task<Void, Never>] = []
    /// The names of places that were given up early.
    private var retired: Set<String> = []

    init(
        logs: FilePath, environment: [String: String], faults: FaultLog, places hosts: [String: ServerHost] = [:]
    ) {
        self.hosts = hosts
        self.logs = logs
        self.environment = environment
        self.faults = faults
    }

    /// Every place, including those that were given up.
    var all: [StageProcess] { places }

    /// Starts one more process of a stage.
    ///
    /// - Parameter more: variables of a process, by the number of processes before it in its place.
    package func start(
        _ stage: String, environment more: @escaping @Sendable (Int) -> [String: String] = { _ in [:] }
    ) {
        let base = environment
        let number = places.count { $0.stage == stage } + 1
        let place = StageProcess(stage, number: number, on: hosts[stage] ?? .local, logs: logs) { start in
            base.merging(more(start)) { $1 }
        }
        places.append(place)
        runs.append(Task { await place.run() })
    }

    /// Kills a process of a stage at once.
    package func kill(_ stage: String) {
        for place in current(stage) where place.kill() {
            faults.note("kill -9 \(stage)")
            return
        }
    }

    /// Stops a process of a stage for a while.
    package func pause(_ stage: String, for duration: Duration) async throws {
        guard let place = current(stage).first else { return }
        let began = ContinuousClock.now
        place.stop()
        defer { place.resume() }
        try await Task.sleep(for: duration)
        faults.note("SIGSTOP \(stage) for \(duration.seconds) s", began: began)
    }

    /// Sends SIGTERM to the youngest process of a stage.
    package func retire(_ stage: String) {
        guard let place = current(stage).last else { return }
        retired.insert(place.name)
        place.end()
        faults.note("SIGTERM \(stage)")
    }

    /// Sends SIGTERM to all processes of a stage, and waits until they have ended.
    package func retireAll(_ stage: String) async {
        let leaving = current(stage)
        for place in leaving {
            retired.insert(place.name)
            place.end()
        }
        while leaving.contains(where: \.isRunning) { try? await Task.sleep(for: .milliseconds(50)) }
    }

    /// Sends SIGTERM to all processes, waits until they have ended, and starts one of each stage.
    package func replaceAll() async {
        await withTaskGroup { group in
            for stage in Self.stages { group.addTask { await self.retireAll(stage) } }
        }
        for stage in Self.stages { start(stage) }
    }

    /// The processes of a stage that we have killed.
    package func deaths(_ stage: String) -> Int {
        places.filter { $0.stage == stage }.flatMap(\.exits).count { $0.wanted == .killed }
    }

    func sampleMemory() {
        for place in places { place.sampleMemory() }
    }

    /// Sends SIGTERM to all; returns when they have ended, or a little after their grace period.
    func drain() async {
        for place in places where !retired.contains(place.name) { place.end() }
        let deadline = ContinuousClock.now + StageProcess.grace + .seconds(5)
        while places.contains(where: \.isRunning), .now < deadline {
            sampleMemory()
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Kills all remaining processes.
    func abandon() async {
        for place in places { place.abandon() }
        for run in runs { await run.value }
    }

    private func current(_ stage: String) -> [StageProcess] {
        places.filter { $0.stage == stage && !retired.contains($0.name) }
    }
}

extension StageProcess {
    /// The grace period of a service.
    static let grace = Duration.seconds(30)
}

extension Duration {
    /// The seconds with one decimal place.
    package var seconds: String {
        let tenths = Int64((self / .milliseconds(100)).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
