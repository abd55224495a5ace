import Bus
import Foundation
import LocalServers
import TestData

/// Foreign messages, with properties that this system never sets.
extension Catalogue {
    static let hostile = [hostileHeaders]

    private static let hostileHeaders = Scenario(
        "hostile-headers",
        "messages with headers and ids of any size and any bytes, and a replay of what became of them",
        setup: .startedByHand
    ) { arena, random in
        try await arena.submit()
        let source = try await arena.database.psql("SELECT source_id FROM etl.sources ORDER BY uri DESC LIMIT 1")
        let messages = HostileMessage.all(of: source.trimmingCharacters(in: .whitespacesAndNewlines))
        for name in Fleet.stages where name != "loader" { await arena.fleet.start(name) }
        try await arena.publish(messages.shuffled(using: &random))
        // Without a loader, the source that some of them claim cannot be complete.
        try await arena.lookAtDeadLetters()
        for _ in 0..<2 { await arena.fleet.start("loader") }
        try await arena.waitForDeadLetters()
        try await arena.lookAtDeadLetters()
        // All return and die again, except those that are too large for the stages.
        try await arena.requireNoCrash(["dead-letters", "replay", "--all"])
        arena.expectNothingDead()
        for message in messages { arena.expectRefusal(of: message, isReplayed: true) }
        try await arena.waitForDeadLetters()
        try await arena.lookAtDeadLetters()
    }
}

extension Arena {
    /// Makes the broker itself publish messages: our client would refuse.
    fileprivate func publish(_ messages: [HostileMessage]) async throws {
        try await broker.evaluate(messages.map(\.publication).joined(separator: ", "))
        for message in messages { expectRefusal(of: message, isReplayed: false) }
    }

    fileprivate func expectRefusal(of message: HostileMessage, isReplayed: Bool) {
        expectDead(message.deadLetter(isReplayed: isReplayed))
        faults.note("hostile message for \(message.stage.workQueue)", .refusal)
    }

    /// Checks that `etl status` and `etl dead-letters list` work on the messages.
    fileprivate func lookAtDeadLetters() async throws {
        let status = try await requireNoCrash(["status", "--json"])
        let dead = try StatusReport(status).stages.reduce(0) { $0 + $1.dead }
        guard status.exitCode == 1, dead > 0 else { throw ChaosError("etl status passes over what is dead") }
        let list = try await requireNoCrash(["dead-letters", "list", "--json"])
        guard list.exitCode == 0 else { throw ChaosError("dead letters cannot be listed: \(list.everything)") }
    }

    /// Runs a command, which must not crash. Its exit code is for the caller to check.
    @discardableResult
    fileprivate func requireNoCrash(_ command: [String]) async throws -> ProgramOutcome {
        let outcome = try await etl(command)
        guard outcome.exitCode != nil else {
            throw ChaosError("etl \(command.joined(separator: " ")) crashed: \(outcome.everything.prefix(1000))")
        }
        return outcome
    }
}
