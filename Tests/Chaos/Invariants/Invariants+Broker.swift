import Bus

extension Invariants {
    /// All queues are empty, with no unacknowledged message.
    mutating func checkQueues() async throws {
        guard let totals = await Queues(broker: arena.broker).totals() else {
            return require(false, "the broker does not say what its queues hold")
        }
        for (queue, total) in totals.sorted(by: { $0.key < $1.key }) where total > 0 {
            require(false, "\(queue) still holds \(total) messages")
        }
    }

    /// The dead letters are exactly the poison messages, each once, and with the right reason.
    mutating func checkDeadLetters() async throws -> [DeadLetter] {
        let letters = try await Queues(broker: arena.broker).deadLetters()
        var expected = arena.expectedDead
        for letter in letters {
            let found = Poison(stage: letter.stage, id: letter.id, reason: letter.reason)
            if let place = expected.firstIndex(of: found) {
                expected.remove(at: place)
            } else {
                require(
                    false,
                    "\(letter.stage.deadLetterQueue) has a dead letter that is no poison: \(letter.id) "
                        + "(\(letter.reason))")
            }
        }
        // The message is lost: no stage has handled it.
        add(lost: expected.count)
        for poison in expected {
            require(false, "\(poison.stage.workQueue): \(poison.id) should be dead (\(poison.reason)), and is not")
        }
        return letters
    }
}
