import TestData

/// Processes of the stages die, stop, start and end.
extension Catalogue {
    static let stages: [Scenario] =
        [calm]
        + Fleet.stages.map(killed) + [killedAll]

    static let calm = Scenario("calm", "nothing happens: what the others are compared with") { _, _ in }

    /// One stage is killed repeatedly.
    private static func killed(_ stage: String) -> Scenario {
        Scenario("kill-\(stage)", "kill -9 of the \(stage), again and again") { arena, random in
            for _ in 0..<6 {
                try await arena.waitForProgress(Int.random(in: 20...150, using: &random))
                await arena.fleet.kill(stage)
            }
        }
    }

    private static let killedAll = Scenario(
        "kill-any", "kill -9 of any process of two of each stage, often", setup: .pairs, isQuick: true
    ) { arena, random in
        for _ in 0..<12 {
            try await arena.waitForProgress(Int.random(in: 10...60, using: &random))
            await arena.fleet.kill(Fleet.stages.randomElement(using: &random) ?? "loader")
        }
    }
}

extension Scenario.Setup {
    /// Two processes of each stage.
    static var pairs: Self {
        var setup = Self()
        setup.processes = 2
        return setup
    }
}
