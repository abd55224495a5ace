import Bus
import ETLModels
import Testing

@testable import DeadLetters
@testable import Ledger
@testable import Progress
@testable import RabbitMQ

struct SourceStateTests {
    private static let source = SourceID(uri: "/a.csv", size: 10, modified: 0)

    private func progress(batches: Int?, done: Int) -> SourceProgress {
        SourceProgress(
            id: Self.source, uri: "/a.csv", kind: "tokens", bytes: 1000, bytesDone: 500, batches: batches,
            batchesDone: done, records: done * 10, loaded: done * 10, duplicates: 0, rejected: 0, repaired: 0,
            skipped: 0)
    }

    private func letter(_ stage: Stage, _ sequence: Int, diedAt: Int? = 200, isLast: Bool = false) -> DeadLetter {
        var headers: [String: HeaderValue] = [
            MessageHeader.source: .string("\(Self.source)"), MessageHeader.sequence: .integer(Int64(sequence)),
            MessageHeader.records: .integer(10), MessageHeader.last: .integer(isLast ? 1 : 0),
        ]
        if let diedAt { headers[MessageHeader.diedAt] = .integer(Int64(diedAt)) }
        let message = BrowsedMessage(id: "\(Self.source)/\(sequence)", headers: headers, bodyBytes: 0, body: nil)
        return DeadLetter(message, stage: stage)
    }

    private func phase(
        batches: Int?, done: Int, _ letters: [DeadLetter], quiet: Duration = .zero
    ) -> SourceState.Phase {
        SourceState(progress(batches: batches, done: done), deadLetters: letters, since: 100, quietFor: quiet).phase
    }

    @Test func isCompleteWithAllBatchesWhateverDiedBefore() {
        let state = SourceState(
            progress(batches: 3, done: 3), deadLetters: [letter(.extract, 0)], since: 100, quietFor: .zero)
        #expect(state.phase == .complete)
        #expect(state.deadRecords == 0)
        #expect(state.records == 30)
    }

    @Test func isDeadAtOnceWhenTheRestDiedInThisRun() {
        #expect(phase(batches: 3, done: 2, [letter(.load, 1)]) == .dead)
        #expect(phase(batches: 3, done: 1, [letter(.load, 1)]) == .running)
    }

    @Test func waitsForWhatDiedInAnEarlierRunToBeTriedAgain() {
        let old = letter(.load, 1, diedAt: 50)
        #expect(phase(batches: 3, done: 2, [old]) == .running)
        #expect(phase(batches: 3, done: 2, [old], quiet: .seconds(10)) == .running)
        #expect(phase(batches: 3, done: 2, [old], quiet: .seconds(121)) == .dead)
    }

    @Test func silenceEndsASourceWithoutAKnownEnd() {
        #expect(phase(batches: nil, done: 2, [letter(.extract, 2)]) == .running)
        #expect(phase(batches: nil, done: 2, [letter(.extract, 2)], quiet: .seconds(6)) == .dead)
        #expect(phase(batches: nil, done: 2, [], quiet: .seconds(600)) == .running)
    }

    @Test func silenceOfAnExtractorThatMayBeAtWorkEndsNothing() {
        #expect(phase(batches: nil, done: 2, [letter(.load, 1)], quiet: .seconds(600)) == .running)
    }

    @Test func doesNotWaitForEverForLettersThatWereNotReplayedWithTheOthers() {
        let letters = [letter(.load, 0, diedAt: 50), letter(.load, 1)]
        #expect(phase(batches: 3, done: 1, letters, quiet: .seconds(29)) == .running)
        #expect(phase(batches: 3, done: 1, letters, quiet: .seconds(31)) == .dead)
        #expect(phase(batches: 4, done: 1, letters, quiet: .seconds(600)) == .running)
    }

    @Test func endsThoughThereAreTooManyLettersToCount() throws {
        var found = FoundLetters()
        for sequence in 0..<FoundLetters.most + 5 { found.add(letter(.load, sequence)) }
        let omitted = found.omitted(of: Self.source)
        #expect(found.letters.count == FoundLetters.most && omitted == 5)
        for (batches, silence) in [(FoundLetters.most + 5, 30), (FoundLetters.most + 6, 120), (nil, 120)] {
            let progress = progress(batches: batches, done: 0)
            let phases = [silence - 1, silence + 1].map { seconds in
                SourceState(
                    progress, deadLetters: found.letters, omitted: omitted, since: 100, quietFor: .seconds(seconds)
                ).phase
            }
            #expect(phases == [.running, .dead])
        }
        let state = SourceState(
            progress(batches: nil, done: 0), deadLetters: [], omitted: omitted, since: 100, quietFor: .zero)
        #expect(state.deadLetterSummary?.contains("5 dead letters") == true)
    }

    @Test func lettersThatAreNotKeptAreCounted() {
        var found = FoundLetters()
        let stray = DeadLetter(BrowsedMessage(id: "a", headers: [:], bodyBytes: 0, body: nil), stage: .extract)
        for _ in 0..<FoundLetters.most + 7 { found.add(stray) }
        #expect(found.letters.count == FoundLetters.most && found.census.omitted == 7)
        // Those of later stages still have a place.
        found.add(letter(.load, 1))
        #expect(found.census.letters.last?.stage == .load && found.census.omitted == 7)
    }

    @Test func theTextsOfLettersTakeBoundedMemory() {
        var found = FoundLetters()
        let headers: [String: HeaderValue] = [
            MessageHeader.reason: .string("r"), MessageHeader.error: .string(String(repeating: "e", count: 5000)),
        ]
        let large = DeadLetter(BrowsedMessage(id: "a", headers: headers, bodyBytes: 0, body: nil), stage: .extract)
        for _ in 0..<3000 { found.add(large) }
        #expect(found.letters.reduce(0) { $0 + $1.textBytes } <= FoundLetters.mostBytes)
        #expect(found.letters.count > 1000 && found.letters.count + found.census.omitted == 3000)
    }

    @Test func aDeadLastBatchTellsTheNumberOfBatches() {
        #expect(phase(batches: nil, done: 2, [letter(.load, 2, isLast: true)]) == .dead)
        #expect(phase(batches: nil, done: 1, [letter(.load, 2, isLast: true)]) == .running)
    }

    @Test func whatTheBrokerGaveUpCountsAsDeadNow() {
        #expect(phase(batches: 3, done: 2, [letter(.load, 1, diedAt: nil)]) == .dead)
    }

    @Test func countsEachBatchOnceAndNoneThatIsLoaded() {
        let letters = [
            letter(.load, 1, diedAt: 50), letter(.load, 1), letter(.transform, 2), letter(.load, 3),
            letter(.extract, 3, diedAt: 50), letter(.extract, 3),
        ]
        let counted = SourceState.counted(letters, loaded: [2])
        #expect(counted.map(\.diedAt) == [200, 200, 200])
        #expect(counted.map(\.stage) == [.load, .load, .extract])
        #expect(counted.reduce(0) { $0 + $1.records } == 20)
    }
}
