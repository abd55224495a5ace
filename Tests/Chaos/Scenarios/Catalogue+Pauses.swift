import Foundation
import LocalServers
import TestData

/// Processes stop and continue, like in a virtual machine that migrates to another host.
extension Catalogue {
    static let pauses = [stoppedLoader, stoppedTransformer, stoppedBroker(seconds: 60), stoppedBroker(seconds: 12)]

    private static let stoppedLoader = Scenario(
        "stop-loader", "SIGSTOP of one of two loaders, longer than two heartbeats, then SIGCONT", setup: .heartbeats
    ) { arena, random in
        for _ in 0..<2 {
            try await arena.waitForProgress(Int.random(in: 20...120, using: &random))
            try await arena.fleet.pause("loader", for: .seconds(8))
        }
    }

    private static let stoppedTransformer = Scenario(
        "stop-transformer", "SIGSTOP of one of two transformers, longer than two heartbeats, then SIGCONT",
        setup: .heartbeats
    ) { arena, random in
        for _ in 0..<2 {
            try await arena.waitForProgress(Int.random(in: 20...120, using: &random))
            try await arena.fleet.pause("transformer", for: .seconds(8))
        }
    }

    private static func stoppedBroker(seconds: Int) -> Scenario {
        Scenario("stop-broker-\(seconds)", "SIGSTOP of the broker for \(seconds) s", setup: .heartbeats) {
            arena, random in
            try await arena.waitForProgress(Int.random(in: 20...120, using: &random))
            try await arena.fault("SIGSTOP broker for \(seconds) s") {
                kill(arena.broker.pid, SIGSTOP)
                defer { kill(arena.broker.pid, SIGCONT) }
                try await Task.sleep(for: .seconds(seconds))
            }
        }
    }
}

extension Scenario.Setup {
    /// Two processes of each stage, with heartbeats that expire after a few seconds.
    fileprivate static var heartbeats: Self {
        var setup = pairs
        setup.brokerOptions = "heartbeat=2"
        return setup
    }
}
