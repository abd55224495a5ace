import LocalServers
import TestData

/// An operator replays dead letters in a browser, and everything dies on the way.
extension Catalogue {
    static let console = [
        Scenario(
            "console",
            "dead letters replayed in the console, while it, the broker, the database and the browser die in turn",
            setup: .startedByHand
        ) { arena, random in
            let ids = try await arena.makeLettersOfConsole()
            let trial = ConsoleTrial(arena)
            do {
                try await trial.replayAll(&random)
            } catch {
                await trial.end()
                throw error
            }
            await trial.end()
            try await arena.checkLog(of: ids)
        }
    ]
}

extension Arena {
    fileprivate func makeLettersOfConsole() async throws -> Set<String> {
        try await makeDeadLetters()
        let outcome = try await etl(["dead-letters", "list", "--json"])
        let ids = Set(outcome.output.matches(of: /"id" ?: ?"([0-9a-f]+)"/).map { String($0.1) })
        guard ids.count > 120 else { throw ChaosError("only \(ids.count) letters are listed: \(outcome.everything)") }
        return ids
    }

    /// Every letter is in the log before it moves, and none was moved twice but by a fault.
    fileprivate func checkLog(of ids: Set<String>) async throws {
        let logged = try await database.psql("SELECT DISTINCT unnest(subjects) FROM etl.actions").split(separator: "\n")
        let unlogged = ids.subtracting(logged.map(String.init))
        guard unlogged.isEmpty else {
            throw ChaosError("\(unlogged.count) letters were replayed, and are not in the log")
        }
        let repeated = try await database.psql(
            """
            SELECT count(*) FROM (
                SELECT subject FROM etl.action_results WHERE subject IS NOT NULL AND outcome = 'done'
                GROUP BY subject HAVING count(*) > 1) AS twice
            """)
        let faults = self.faults.entries.count { $0.kind == .fault }
        guard (Int(repeated) ?? .max) <= faults else {
            throw ChaosError("\(repeated) letters were replayed twice, by \(faults) faults")
        }
    }
}

/// What an operator does, and what kills it.
private struct ConsoleTrial {
    /// What dies while some letters are replayed.
    private enum Victim: CaseIterable {
        case console, broker, database, browser, nobody
    }

    private let arena: Arena
    private let browser: ConsoleBrowser

    /// The letters of a replay.
    private static let letters = 20
    private static let patience = Duration.seconds(300)

    init(_ arena: Arena) {
        self.arena = arena
        browser = ConsoleBrowser(arena)
    }

    func end() async { await browser.end() }

    /// Replays letters, some at a time, until none is left.
    func replayAll(_ random: inout SeededGenerator) async throws {
        let deadline = ContinuousClock.now + Self.patience
        var round = 0
        while .now < deadline {
            let ids = try await browser.letters()
            guard !ids.isEmpty else {
                if try await arena.isWithoutLetters() { return }
                continue
            }
            // The page may show letters that are gone, until the console looks again.
            guard let form = try? await browser.preview(Array(ids.prefix(Self.letters))) else {
                try await Task.sleep(for: .milliseconds(300))
                continue
            }
            // Every victim at its turn, at a moment by chance.
            let victim = Victim.allCases[round % Victim.allCases.count]
            let moment = Duration.milliseconds(Int.random(in: 0...400, using: &random))
            let pause = Duration.milliseconds(Int.random(in: 100...1500, using: &random))
            async let first = browser.send(form, leavingAfter: victim == .browser ? moment : nil)
            async let second = browser.send(form, leavingAfter: nil)
            try await kill(victim, after: moment, for: pause)
            let actions = await [first, second].compactMap(\.self)
            guard Set(actions).count <= 1 else { throw ChaosError("a double click was two actions: \(actions)") }
            round += 1
        }
        throw ChaosError("letters are left after \(round) replays, of which each was struck")
    }

    private func kill(_ victim: Victim, after moment: Duration, for pause: Duration) async throws {
        try await Task.sleep(for: moment)
        switch victim {
        case .console: try await arena.fault("kill -9 console") { await browser.killConsole() }
        case .broker:
            try await arena.fault("kill -9 broker") {
                await arena.broker.kill()
                try await Task.sleep(for: pause)
                try await arena.broker.restart()
            }
        case .database:
            try await arena.fault("kill -9 postmaster") { try await arena.killDatabase(for: pause) }
        case .browser: arena.faults.note("browser goes")
        case .nobody: break
        }
    }
}

extension Arena {
    /// Whether the broker itself has no letter: what a page shows may be some seconds old.
    fileprivate func isWithoutLetters() async throws -> Bool { try await Queues(broker: broker).deadLetters().isEmpty }
}
