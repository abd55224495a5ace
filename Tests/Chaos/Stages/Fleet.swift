import SystemPackage

/// The processes of all stages, each below an orchestrator of ours that starts what died again after half a second.
package actor Fleet {
    package static let stages = ["extractor", "transformer", "loader"]

    private let logs: FilePath
    private let environment: [String: String]
    private let faults: FaultLog
    private var places: [StageProcess] = []
    private var runs: [Task<Void, Never>] = []
    /// The names of places that were given up before the end.
    private var retired: Set<String> = []

    init(logs: FilePath, environment: [String: String], faults: FaultLog) {
        self.logs = logs
        self.environment = environment
        self.faults = faults
    }

    /// Every place that there has been.
    var all: [StageProcess] { places }

    /// Starts one process more of a stage.
    ///
    /// - Parameter more: variables of a process, by how many were in its place before.
    package func start(
        _ stage: String, environment more: @escaping @Sendable (Int) -> [String: String] = { _ in [:] }
    ) {
        let base = environment
        let place = StageProcess(stage, number: places.count { $0.stage == stage } + 1, logs: logs) { start in
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

    /// Holds a process of a stage for a while.
    package func pause(_ stage: String, for duration: Duration) async throws {
        guard let place = current(stage).first else { return }
        let began = ContinuousClock.now
        place.stop()
        defer { place.resume() }
        try await Task.sleep(for: duration)
        faults.note("SIGSTOP \(stage) for \(duration.seconds) s", began: began)
    }

    /// Asks the youngest process of a stage to end.
    package func retire(_ stage: String) {
        guard let place = current(stage).last else { return }
        retired.insert(place.name)
        place.end()
        faults.note("SIGTERM \(stage)")
    }

    /// Asks all processes of a stage to end, and waits until they have.
    package func retireAll(_ stage: String) async {
        let leaving = current(stage)
        for place in leaving {
            retired.insert(place.name)
            place.end()
        }
        while leaving.contains(where: \.isRunning) { try? await Task.sleep(for: .milliseconds(50)) }
    }

    /// Asks all processes to end, waits until they have, and starts one of each stage.
    package func replaceAll() async {
        await withTaskGroup { group in
            for stage in Self.stages { group.addTask { await self.retireAll(stage) } }
        }
        for stage in Self.stages { start(stage) }
    }

    /// Processes of a stage that have died by our hand.
    package func deaths(_ stage: String) -> Int {
        places.filter { $0.stage == stage }.flatMap(\.exits).count { $0.wanted == .killed }
    }

    func sampleMemory() {
        for place in places { place.sampleMemory() }
    }

    /// Asks all to end; returns when they have, or after a little longer than they may take.
    func drain() async {
        for place in places where !retired.contains(place.name) { place.end() }
        let deadline = ContinuousClock.now + StageProcess.grace + .seconds(5)
        while places.contains(where: \.isRunning), .now < deadline {
            sampleMemory()
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Leaves no process behind.
    func abandon() async {
        for place in places { place.abandon() }
        for run in runs { await run.value }
    }

    private func current(_ stage: String) -> [StageProcess] {
        places.filter { $0.stage == stage && !retired.contains($0.name) }
    }
}

extension StageProcess {
    /// How long a service may take to end.
    static let grace = Duration.seconds(30)
}

extension Duration {
    /// With one digit behind the point.
    package var seconds: String {
        let tenths = Int64((self / .milliseconds(100)).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
