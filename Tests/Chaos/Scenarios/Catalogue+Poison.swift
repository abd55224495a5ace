import Bus
import LocalServers
import Logging
import RabbitMQ
import TestData

/// Messages that no stage can handle, among valid ones.
extension Catalogue {
    static let poison = [
        Scenario(
            "poison", "batches and jobs that nobody can handle, thrown into each queue", setup: .pairs, isQuick: true
        ) { arena, random in
            for round in 0..<3 {
                try await arena.waitForProgress(Int.random(in: 20...100, using: &random))
                let messages = poisons(round, using: &random).shuffled(using: &random)
                try await arena.publish(messages)
            }
        },
        lostDeadLetters,
    ]

    private static let lostDeadLetters = Scenario(
        "control-lost-dead-letters", "negative control: somebody empties a queue of dead letters", outcome: .broken,
        isQuick: true
    ) { arena, random in
        try await arena.waitForProgress(Int.random(in: 20...100, using: &random))
        try await arena.publish(poisons(0, using: &random))
        try await arena.waitForDeadLetters()
        try await arena.fault("purge of \(Stage.load.deadLetterQueue)") {
            try await arena.broker.control(["purge_queue", Stage.load.deadLetterQueue])
        }
    }

    /// One message of each sort for each stage.
    private static func poisons(_ round: Int, using random: inout SeededGenerator) -> [(Poison, [UInt8])] {
        var messages: [(Poison, [UInt8])] = []
        for stage in [Stage.transform, .load] {
            for damage in BatchDamage.allCases {
                let poison = Poison(
                    stage: stage, id: "poison/\(stage)/\(damage)/\(round)", reason: damage.reason)
                messages.append((poison, damage.batch(for: stage, using: &random)))
            }
        }
        for (name, reason, text) in jobs {
            let poison = Poison(stage: .extract, id: "poison/extract/\(name)/\(round)", reason: reason)
            messages.append((poison, Array(text.utf8)))
        }
        messages.append(
            (Poison(stage: .extract, id: "poison/extract/noise/\(round)", reason: "not-a-job"), random.bytes(1000)))
        return messages
    }

    private static let jobs = [
        ("empty", "not-a-job", ""), ("version", "unsupported-version", #"{"version":99}"#),
        ("other", "not-a-job", #"{"version":1}"#),
    ]
}

extension Arena {
    /// Publishes the messages, and one too large for each queue, and waits until the broker has them.
    fileprivate func publish(_ messages: [(Poison, [UInt8])]) async throws {
        let quiet = Logger(label: "chaos") { _ in SwiftLogNoOpLogHandler() }
        let publisher = RabbitMQPublisher(
            configuration: try RabbitMQConfiguration(url: broker.url), queues: Stage.queues, logger: quiet)
        let run = Task { try await publisher.run() }
        defer { run.cancel() }
        for (poison, body) in messages {
            try await publisher.publish(Message(id: poison.id, body: body), to: poison.stage.workQueue)
            expectDead(poison)
            faults.note("poison in \(poison.stage.workQueue)", .refusal)
        }
        for stage in Stage.allCases { try await publishTooLarge(to: stage) }
    }

    /// Makes the broker itself publish more bytes than our clients may send. The broker also dead-letters the message,
    /// without a reason from a stage.
    private func publishTooLarge(to stage: Stage) async throws {
        let bytes = Message.maximumBodyBytes + 2
        try await broker.evaluate(
            HostileMessage.publication(to: stage.workQueue, "[]", body: "binary:copy(<<0>>, \(bytes))"))
        expectDead(Poison(stage: stage, id: "", reason: "without a reason"))
        faults.note("oversized message in \(stage.workQueue)", .refusal)
    }
}
