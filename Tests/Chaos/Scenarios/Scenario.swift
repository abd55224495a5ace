package import TestData

/// A fault, how it is brought about while sources are loading, and what must be left of them afterwards.
package struct Scenario: Sendable {
    /// As `make chaos SCENARIO=` takes it.
    package let name: String
    /// What happens, in a line.
    package let summary: String
    package var setup = Setup()
    /// What the invariants must say afterwards.
    package var outcome = Outcome.exact
    /// Part of what `make test` runs.
    package var isQuick = false
    /// Brings the fault about, while the stages are at work; returns when it is over.
    package let body: @Sendable (Arena, inout SeededGenerator) async throws -> Void

    /// What is loaded, and by whom.
    package struct Setup: Sendable {
        package var sample = SampleShape.many
        /// The processes of each stage at the start.
        package var processes = 1
        /// More of the environment of every stage.
        package var environment: [String: String] = [:]
        /// Options behind the broker's URL, like `heartbeat=2`.
        package var brokerOptions = ""
        /// The bytes that each queue between the stages takes: so few that no stage is done long before the others.
        package var queueBytes = 200_000
        /// Settings of the database server, made before the load.
        package var databaseSettings: [String] = []
        /// More than one are a cluster.
        package var brokerNodes = 1
        /// Whether the stages reach the servers through proxies, which lead to the first node that is there.
        package var isProxied = false
        /// The size of the disk of its own that the database has; without it, it lies where everything lies.
        package var diskBytes: Int?
        /// Whether the stages start, and the sources are submitted, before the body begins.
        package var startsStages = true
        /// How long the load may stand still before the watchdog gives up.
        package var patience = Duration.seconds(90)

        package init() {}
    }

    /// What the invariants have to say.
    package enum Outcome: Sendable {
        /// All hold.
        case exact
        /// A rule is broken on purpose: rows must be lost or doubled, and the invariants must see it.
        case broken
    }

    package init(
        _ name: String, _ summary: String, setup: Setup = Setup(), outcome: Outcome = .exact, isQuick: Bool = false,
        body: @escaping @Sendable (Arena, inout SeededGenerator) async throws -> Void
    ) {
        self.name = name
        self.summary = summary
        self.setup = setup
        self.outcome = outcome
        self.isQuick = isQuick
        self.body = body
    }
}

extension Scenario: CustomStringConvertible {
    package var description: String { name }
}
