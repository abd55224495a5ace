import Pipeline
import RabbitMQ

/// What a letter is when it goes back to the stage in which it died.
enum LetterReplay {
    /// The message without what was written on it when it died, and without the broker's own headers, which would mislead.
    /// Nil when the body is too large to be published.
    static func message(_ message: BrowsedMessage, _ letter: DeadLetter) -> Message? {
        guard let body = message.body else { return nil }
        var headers = message.headers.kept
        headers[MessageHeader.attempts] = .integer(Int64(letter.attempts))
        headers[MessageHeader.replays] = .integer(Int64(letter.replays) + 1)
        headers[MessageHeader.replay] = .string(String(UInt64.random(in: .min ... .max), radix: 16))
        return Message(id: message.id.cut(toBytes: Message.maximumNameBytes), headers: headers, body: body)
    }
}

/// What a command has done with dead letters.
struct LetterTally: Sendable {
    private(set) var counts: [Stage: Int] = [:]
    /// Letters that it could not be done with.
    private(set) var failed = 0

    var total: Int { counts.values.reduce(0, +) }

    mutating func count(_ letter: DeadLetter) {
        counts[letter.stage, default: 0] += 1
    }

    mutating func fail(_ letter: DeadLetter, _ reason: String) {
        failed += 1
        Terminal.complain("dead letter \(letter.id): \(reason)")
    }

    var words: String { total == 1 ? "1 dead letter" : "\(Format.count(total)) dead letters" }
}

extension RabbitMQBrowser {
    /// Moves letters back to the work queues they came from; each is in its work queue before it leaves the dead letters.
    func replay(_ isSelected: (DeadLetter) -> Bool, dryRun: Bool) async throws -> LetterTally {
        try declare(Stage.queues)
        var tally = LetterTally()
        var inHand: DeadLetter?
        do {
            try await visitDeadLetters(onMove: { if let inHand { tally.count(inHand) } }) { message, letter in
                guard isSelected(letter) else { return .keep }
                guard let replayed = LetterReplay.message(message, letter) else {
                    tally.fail(letter, "it has \(letter.bytes) bytes, more than can be published: discard it")
                    return .keep
                }
                inHand = letter
                guard dryRun else { return .move(replayed, to: letter.stage.workQueue) }
                tally.count(letter)
                Terminal.print(letter.line)
                return .keep
            }
        } catch {
            if !dryRun, tally.total > 0 { Terminal.complain("replayed \(tally.words) before this:") }
            guard let full = error as? RabbitMQError, full.code == .queueFull else { throw error }
            throw CommandFailure("\(full): have the services work on it, then try again")
        }
        return tally
    }

    /// Deletes letters, or shows them when it is only to be tried.
    func discard(_ isSelected: (DeadLetter) -> Bool, dryRun: Bool) async throws -> LetterTally {
        var tally = LetterTally()
        try await visitDeadLetters { _, letter in
            guard isSelected(letter) else { return .keep }
            tally.count(letter)
            if dryRun { Terminal.print(letter.line) }
            return dryRun ? .keep : .remove
        }
        return tally
    }
}
