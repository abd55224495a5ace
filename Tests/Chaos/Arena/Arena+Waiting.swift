import LocalServers

extension Arena {
    /// Waits until the ledger has `count` batches; for scenarios that strike in the middle of a load.
    package func waitForBatches(_ count: Int) async throws {
        let deadline = ContinuousClock.now + setup.patience
        while await ledger.batches < count {
            guard .now < deadline else {
                throw ChaosError("the load never came to \(count) batches\n\(await situation())")
            }
            if await ledger.isComplete { return }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Waits until `count` more batches are loaded, or all: proof that the stages work again.
    package func waitForProgress(_ count: Int = 20) async throws {
        try await waitForBatches(await ledger.batches + count)
    }

    /// Waits until PostgreSQL answers, and no longer lists a backend that was killed.
    func waitForDatabase(without backend: Int32) async throws {
        let deadline = ContinuousClock.now + setup.patience
        while true {
            let answer: String?
            do throws(LocalServerError) {
                answer = try await database.psql("SELECT pid FROM pg_stat_activity WHERE pid = \(backend)")
            } catch {
                answer = nil
            }
            if answer?.isEmpty == true { return }
            guard .now < deadline else { throw ChaosError("PostgreSQL does not start anew\n\(await situation())") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Waits until all work queues are empty.
    func waitForEmptyQueues() async throws {
        try await waitForBatches(1)
        var deadline = ContinuousClock.now + setup.patience
        var batches = 0
        while await Queues(broker: broker).totals()?.values.allSatisfy({ $0 == 0 }) != true {
            let now = await ledger.batches
            if now > batches { (batches, deadline) = (now, .now + setup.patience) }
            guard .now < deadline else { throw ChaosError("the queues never became empty\n\(await situation())") }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Waits until the dead letters are as many as expected.
    func waitForDeadLetters() async throws {
        let deadline = ContinuousClock.now + setup.patience
        while try await Queues(broker: broker).deadLetters().count < expectedDead.count {
            guard .now < deadline else { throw ChaosError("not all poison is dead\n\(await situation())") }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// Waits until every source has all its batches and all queues are empty, or until nothing changes any more.
    ///
    /// - Returns: a description of what hangs; nil if the load is complete. Lost batches are not reported here.
    func waitForEnd() async -> String? {
        let queues = Queues(broker: broker)
        var lastMove = ContinuousClock.now
        var last: (batches: Int, totals: [String: Int]?) = (-1, nil)
        var emptySince: ContinuousClock.Instant?
        while true {
            let now = (batches: await ledger.batches, totals: await queues.totals())
            if now.batches != last.batches || now.totals != last.totals { lastMove = .now }
            last = now
            let isEmpty = now.totals.map { $0.values.allSatisfy { $0 == 0 } } ?? false
            if !isEmpty { emptySince = nil } else if emptySince == nil { emptySince = .now }
            // A lost batch will not come: with empty queues, there is nothing to wait for.
            let quiet = await ledger.isComplete ? Duration.milliseconds(500) : .seconds(8)
            if let emptySince, .now - emptySince > quiet { return nil }
            if .now - lastMove > setup.patience {
                return "nothing has moved for \(setup.patience.seconds) s\n\(await situation())"
            }
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Whether a fault happened before the load was complete.
    var wasStruck: Bool {
        get async {
            let end = await ledger.growth.first(where: \.isComplete)?.at
            return faults.entries.contains { fault in end.map { fault.began < $0 } ?? true }
        }
    }

    /// The queues and the last log lines of every stage, for the analysis of a hang.
    func situation() async -> String {
        var text = "  batches in the ledger: \(await ledger.batches)\n  "
        text += await Queues(broker: broker).listing().replacing("\n", with: "\n  ")
        for place in await fleet.all {
            text += "\n  \(place.name) (\(place.isRunning ? "running" : "not running")):\n    \(place.log.lastLines(5))"
        }
        return text
    }
}
