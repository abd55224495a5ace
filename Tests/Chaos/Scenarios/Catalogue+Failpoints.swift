import Failpoints
import TestData

/// Processes die between two steps, several times in a row. Other scenarios break rules, to prove that the invariants
/// notice.
extension Catalogue {
    static let failpoints: [Scenario] =
        Failpoint.areCompiledIn
        ? [
            dies("loader", .afterCopyBeforeCommit, passes: 10...60),
            dies("loader", .afterCommitBeforeAck, passes: 10...60, isQuick: true),
            dies("loader", .afterConfirmBeforeAck, passes: 10...60),
            dies("extractor", .afterPublishBeforeConfirm, passes: 20...300),
            dies("extractor", .afterConfirmBeforeAck, passes: 1...2),
            dies("transformer", .afterPublishBeforeConfirm, passes: 20...300),
            dies("transformer", .afterConfirmBeforeAck, passes: 20...300),
            deliveredOften, ackBeforeCommit, ackBeforePublish, skipLedger,
        ] : []

    /// The first processes of a stage die at a failpoint.
    private static func dies(
        _ stage: String, _ point: Failpoint, passes: ClosedRange<Int>, isQuick: Bool = false
    ) -> Scenario {
        Scenario(
            "\(stage)-\(point.rawValue)", "the \(stage) dies \(point.words)", setup: .startedByHand, isQuick: isQuick
        ) { arena, random in
            let counts = (0..<6).map { _ in Int.random(in: passes, using: &random) }
            try await arena.start(stage, dyingAt: counts.map { "\(point.rawValue):\($0)" })
        }
    }

    /// RabbitMQ 4 drops a message of a quorum queue after 20 deliveries, unless the queue declares a limit of its own.
    private static let deliveredOften = Scenario(
        "deliver-often",
        "the loader dies at the first batches, 25 times in a row: each is delivered more than 20 times",
        setup: .startedByHand
    ) { arena, _ in
        let request = "\(Failpoint.afterCopyBeforeCommit.rawValue):1"
        try await arena.start("loader", dyingAt: Array(repeating: request, count: 25))
    }

    private static let ackBeforePublish = Scenario(
        "control-ack-before-publish", "negative control: the transformer acks before it publishes, and is killed",
        setup: .startedByHand, outcome: .broken
    ) { arena, random in
        let rule = Failpoint.Sabotage.ackBeforeCommit.rawValue
        let counts = (0..<4).map { _ in Int.random(in: 20...200, using: &random) }
        try await arena.start(
            "transformer", dyingAt: counts.map { "\(rule),\(Failpoint.afterPublishBeforeConfirm.rawValue):\($0)" })
    }

    private static let ackBeforeCommit = Scenario(
        "control-ack-before-commit", "negative control: the loader acks before it commits, and is killed",
        setup: .startedByHand, outcome: .broken, isQuick: true
    ) { arena, random in
        let rule = Failpoint.Sabotage.ackBeforeCommit.rawValue
        let counts = (0..<4).map { _ in Int.random(in: 10...60, using: &random) }
        try await arena.start(
            "loader", dyingAt: counts.map { "\(rule),\(Failpoint.afterCopyBeforeCommit.rawValue):\($0)" })
    }

    private static let skipLedger = Scenario(
        "control-skip-ledger", "negative control: the loader does not ask the ledger, and dies after a commit",
        setup: .startedByHand, outcome: .broken
    ) { arena, random in
        let rule = Failpoint.Sabotage.skipLedger.rawValue
        let requests = (0..<6).map { _ in
            "\(rule),\(Failpoint.afterCommitBeforeAck.rawValue):\(Int.random(in: 10...60, using: &random))"
        }
        try await arena.start("loader", dyingAt: requests, then: rule)
    }
}

extension Arena {
    /// Starts the stages, one of which dies once for each request; returns afterwards.
    fileprivate func start(_ stage: String, dyingAt requests: [String], then last: String? = nil) async throws {
        try await submit()
        for name in Fleet.stages where name != stage { await fleet.start(name) }
        await fleet.start(stage) { start in
            let request = start < requests.count ? requests[start] : last
            return request.map { [StageProcess.failpoint: $0] } ?? [:]
        }
        let points = requests.first?.split(separator: ",").compactMap { $0.split(separator: ":").first } ?? []
        let name = "\(stage) dies at \(points.joined(separator: ", "))"
        let deadline = ContinuousClock.now + setup.patience
        var deaths = 0
        while deaths < requests.count {
            guard .now < deadline else { throw ChaosError("the \(stage) died \(deaths) times only") }
            if await ledger.isComplete { throw ChaosError("all was loaded after \(deaths) deaths of the \(stage)") }
            try await Task.sleep(for: .milliseconds(50))
            let now = await fleet.deaths(stage)
            for _ in deaths..<now { faults.note(name) }
            deaths = now
        }
    }
}

extension Failpoint {
    fileprivate var words: String { rawValue.replacing("-", with: " ") }
}

extension Scenario.Setup {
    /// The body submits the sources and starts the stages.
    static var startedByHand: Self {
        var setup = Self()
        setup.startsStages = false
        return setup
    }
}
