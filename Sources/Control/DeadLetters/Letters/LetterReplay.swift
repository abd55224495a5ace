package import Bus
import DisplayText
import ETLModels
package import RabbitMQ

/// Turns a dead letter back into a message for its stage.
enum LetterReplay {
    /// The message without the headers of its death and of the broker; nil when its body was not kept.
    static func message(_ message: BrowsedMessage, _ letter: DeadLetter) -> Message? {
        var headers = message.headers.kept
        headers[MessageHeader.attempts] = .integer(Int64(letter.attempts))
        headers[MessageHeader.replays] = .integer(Int64(letter.replays) + 1)
        headers[MessageHeader.replay] = .string(String(UInt64.random(in: .min ... .max), radix: 16))
        let id = message.id.cut(toBytes: Message.maximumNameBytes)
        if let large = message.largeBody { return Message(id: id, headers: headers, largeBody: large) }
        return message.body.map { Message(id: id, headers: headers, body: $0) }
    }
}

/// The number of letters that an operation processed.
package struct LetterTally: Sendable {
    package private(set) var counts: [Stage: Int] = [:]
    /// Letters that failed.
    package private(set) var failed = 0

    package init() {}

    package var total: Int { counts.values.reduce(0, +) }

    mutating func count(_ letter: DeadLetter) {
        counts[letter.stage, default: 0] += 1
    }

    mutating func countFailure() {
        failed += 1
    }
}

/// An event of an operation on dead letters.
package enum LetterEvent: Sendable {
    /// A dry run has selected a letter.
    case selected(DeadLetter)
    /// A letter is in its work queue again.
    case replayed(DeadLetter)
    /// A letter is deleted.
    case discarded(DeadLetter)
    /// The operation failed for a letter; why.
    case failed(LetterID, String)
    /// The operation stops after this many letters.
    case brokenOff(LetterTally)
    /// A letter file is damaged; which, and why.
    case damaged(String)
}

extension DeadLetterQueues {
    /// Moves letters back to their work queues. Each is in its work queue before it leaves the dead letters.
    ///
    /// - Parameters:
    ///   - dryRun: whether to only report the letters.
    ///   - onEvent: called in order, one event at a time.
    package static func replay(
        _ selection: LetterSelection, dryRun: Bool = false, on browser: isolated RabbitMQBrowser,
        onEvent: (LetterEvent) -> Void = { _ in }
    ) async throws -> LetterTally {
        let isSelected = try await selection.resolve(on: browser)
        return try await replay(
            where: isSelected, atMost: selection.exact, dryRun: dryRun, on: browser, onEvent: onEvent)
    }

    /// Moves letters that meet a condition back to their work queues.
    ///
    /// - Parameter copies: how many copies of each; nil for all.
    package static func replay(
        where isSelected: @escaping @Sendable (DeadLetter) -> Bool, atMost copies: LetterCopies<LetterID>? = nil,
        dryRun: Bool = false, on browser: isolated RabbitMQBrowser, onEvent: (LetterEvent) -> Void = { _ in }
    ) async throws -> LetterTally {
        try browser.provide(Stage.queues)
        var (tally, copies) = (LetterTally(), copies)
        var inHand: DeadLetter?
        var sources: Set<SourceID> = []
        let large = dryRun ? nil : LargeLetters(directory: .temporary, isWanted: isSelected)
        let countMoved = {
            guard let letter = inHand else { return }
            tally.count(letter)
            onEvent(.replayed(letter))
        }
        do {
            try await visit(large: large, onMove: countMoved, on: browser) { message, letter in
                guard isSelected(letter), copies?.take(letter.id) ?? true else { return .keep }
                inHand = letter
                if dryRun {
                    tally.count(letter)
                    onEvent(.selected(letter))
                } else if let replayed = LetterReplay.message(message, letter) {
                    if let source = letter.source { sources.insert(source) }
                    return .move(replayed, to: letter.stage.workQueue)
                } else {
                    tally.countFailure()
                    onEvent(.failed(letter.id, LargeLetters.notKept))
                }
                return .keep
            }
            await report(sources, on: browser)
        } catch {
            await report(sources, on: browser)
            if !dryRun, tally.total > 0 { onEvent(.brokenOff(tally)) }
            throw LetterError.ofReplay(error)
        }
        return tally
    }

    /// Reports the sources for the ledger: their messages are younger than their last progress.
    ///
    /// The letters are moved whatever becomes of the report. Without it, a source may look lost until a batch of it is loaded.
    private static func report(_ sources: Set<SourceID>, on browser: isolated RabbitMQBrowser) async {
        guard !sources.isEmpty else { return }
        let report = SightingReport(
            process: SightingReport.thisProcess, takenUntil: nil,
            sightings: sources.map { SightingReport.Sighting("\($0)", .replayed) })
        guard var messages = try? report.messages()[...] else { return }
        try? await browser.publish(to: Stage.transform.workQueue) { messages.popFirst() }
    }

    /// Deletes letters, or only reports them in a dry run.
    package static func discard(
        _ selection: LetterSelection, dryRun: Bool, on browser: isolated RabbitMQBrowser,
        onEvent: (LetterEvent) -> Void = { _ in }
    ) async throws -> LetterTally {
        let isSelected = try await selection.resolve(on: browser)
        var (tally, copies) = (LetterTally(), selection.exact)
        try await visit(on: browser) { _, letter in
            guard isSelected(letter), copies?.take(letter.id) ?? true else { return .keep }
            tally.count(letter)
            onEvent(dryRun ? .selected(letter) : .discarded(letter))
            return dryRun ? .keep : .remove
        }
        return tally
    }
}

extension LetterError {
    /// An error of a replay, with the remedy for a full queue.
    fileprivate static func ofReplay(_ error: any Error) -> any Error {
        guard let full = error as? RabbitMQError, full.code == .queueFull else { return error }
        return queueFull("\(full)", remedy: "let the services process it, then retry")
    }
}
