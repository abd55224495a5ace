package import TestData

/// A fault during a load, with the code that causes it and the expected outcome.
package struct Scenario: Sendable {
    /// The name for `make chaos SCENARIO=`.
    package let name: String
    /// A one-line description.
    package let summary: String
    package var setup = Setup()
    /// The expected result of the invariants.
    package var outcome = Outcome.exact
    /// Whether `make test` runs it too.
    package var isQuick = false
    /// Causes the fault while the stages work; returns when the fault is over.
    package let body: @Sendable (Arena, inout SeededGenerator) async throws -> Void

    /// The load and the processes that do it.
    package struct Setup: Sendable {
        package var sample = SampleShape.many
        /// The number of processes of each stage at the start.
        package var processes = 1
        /// Additional environment variables of every stage.
        package var environment: [String: String] = [:]
        /// Options at the end of the broker's URL, like `heartbeat=2`.
        package var brokerOptions = ""
        /// The byte limit of each queue between the stages: so small that no stage finishes long before the others.
        package var queueBytes = 200_000
        /// Settings of the database server, applied before the load.
        package var databaseSettings: [String] = []
        /// The number of brokers; more than one form a cluster.
        package var brokerNodes = 1
        /// Whether the stages reach the servers through proxies, which forward to the first available node.
        package var isProxied = false
        /// The size of the database's own disk; without it, the database is on the ordinary disk.
        package var diskBytes: Int?
        /// The network of hosts on which the servers and the stages are, instead of this machine: three brokers, and a
        /// database with a standby.
        package var network: Network?
        /// The share of the work that the scenario itself repeats.
        package var repeatedWork = 0.0
        /// Whether the runner starts the stages and submits the sources before the body.
        package var startsStages = true
        /// The time without progress after which the watchdog gives up.
        package var patience = Duration.seconds(90)

        package init() {}
    }

    /// The kind of the database's standby.
    package enum Network: Sendable, Hashable {
        /// Each commit waits for the standby.
        case synchronous
        /// The standby may lag.
        case asynchronous
    }

    /// The expected result of the invariants.
    package enum Outcome: Sendable {
        /// All invariants hold.
        case exact
        /// The scenario breaks a rule on purpose: rows must be lost or doubled, and the invariants must notice.
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
