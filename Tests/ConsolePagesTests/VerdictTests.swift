import Bus
import ETLModels
import HTMLText
import Ledger
import Testing

@testable import ConsolePages
@testable import DeadLetters
@testable import Progress
@testable import RabbitMQ

@Suite struct VerdictTests {
    private func source(
        _ uri: String, _ state: String, id: String = "5f0c", rejected: Int = 0, held: Int = 0, rate: Double? = nil,
        stuck: String? = nil, error: String? = nil
    ) -> Status.Source {
        Status.Source(
            uri: uri, kind: "tokens", sourceId: id, status: state, percent: 50, bytes: 100, bytesDone: 50,
            batches: nil,
            batchesDone: 1, records: 10, loaded: 9, duplicates: 0, completed: 0, replaced: 0, rejected: rejected,
            repaired: 0, skipped: 0, dead: 0, heldLines: held, heldFromLine: nil, recordsPerSecond: rate,
            secondsLeft: rate.map { 50 / $0 },
            lastProgressAt: nil, secondsWithoutProgress: nil, stages: nil, sighting: nil, stuck: stuck, deadLetters: [],
            error: error)
    }

    private func verdict(
        _ sources: [Status.Source], retired: Int = 0, dead: Int = 0, letters: [DeadLetter] = [], stray: [String] = [],
        alarms: [String]? = nil, troubles: [String] = []
    ) -> Verdict {
        var census = LetterCensus()
        for letter in letters { census.add(letter) }
        let stages = [
            Status.StageQueues(
                stage: "load", ready: 0, unacked: nil, consumers: 1, batchesPerSecond: nil, rateIsEstimated: false,
                blocked: nil, oldestSeconds: nil, waitSecondsEstimate: nil, dead: dead)
        ]
        let status = Status(
            bulkPhases: [], sources: sources, retired: retired, stages: stages, strayLetters: stray, alarms: alarms,
            hasManagement: false, troubles: troubles)
        return Verdict(Snapshot(status: status, letters: census, lookedAt: 1000))
    }

    @Test func saysWhatIsKnown() {
        #expect(Verdict(nil).state == .unknown)
        #expect(verdict([]).sentence == "All is well: nothing has been submitted yet.")
        #expect(
            verdict([source("/a", "complete", rejected: 2), source("/b", "complete")]).sentence
                == "All is well: 2 sources are complete. 2 records were rejected.")
        let loading = verdict([source("/a", "complete"), source("/b", "in progress", rate: 10)])
        #expect(loading.state == .working)
        // What changes at every look is apart: a screen reader speaks when the sentence changes.
        #expect(loading.sentence == "Loading: nothing needs a look.")
        #expect(loading.details.first?.hasPrefix("1 of 2 sources complete, 10 records/s") == true)
    }

    @Test func namesWhatNeedsAPerson() {
        let dead = verdict(
            [source("/a", "incomplete", error: "load: constraint"), source("/b", "in progress", rate: 10)], dead: 12)
        #expect(dead.state == .bad)
        #expect(dead.sentence == "Not well: 12 dead letters of 1 cause keep 1 source incomplete.")
        #expect(dead.details == ["Loading goes on, 10 records/s."])
        #expect(dead.link?.text == "/dead")
        let stray = verdict([], dead: 1, stray: ["3f9a"])
        #expect(stray.sentence == "Not well: 1 dead letter of 1 cause belongs to no source in the ledger.")
        let stuck = verdict([source("/x/a.csv", "stuck", stuck: "nobody works on it")])
        #expect(stuck.sentence == "Not well: nobody works on a.csv.")
        #expect(stuck.link?.text == "/sources?state=stuck")
        let held = verdict([source("/x/a.csv", "complete", held: 30)])
        #expect(held.sentence.contains("30 lines of a.csv may hold records that are not loaded"))
        #expect(
            verdict([], alarms: ["disk alarm on rabbit"]).sentence
                == "Not well: RabbitMQ takes no messages: disk alarm on rabbit.")
    }

    private func letter(_ number: Int, of source: SourceID) -> DeadLetter {
        let headers: [String: HeaderValue] = [
            MessageHeader.source: .string("\(source)"), MessageHeader.sequence: .integer(Int64(number)),
        ]
        return DeadLetter(BrowsedMessage(id: "\(number)", headers: headers, bodyBytes: 0, body: []), stage: .load)
    }

    @Test func lettersOfSourcesThatAreGoneAreNotCalledLoaded() {
        let (gone, here) = (SourceID(words: (1, 2)), SourceID(words: (3, 4)))
        let letters = [letter(0, of: gone), letter(1, of: gone), letter(2, of: here)]
        let words = [
            "2 dead letters are of sources that were removed or retired: discard them if nobody needs them.",
            "1 dead letter is of batches that are loaded.",
        ]
        let well = verdict([source("/a", "complete", id: "\(here)")], dead: 3, letters: letters)
        #expect(well.sentence == "All is well: 1 source is complete." && well.details == words)
        let loading = verdict([source("/a", "in progress", id: "\(here)")], dead: 3, letters: letters)
        #expect(loading.sentence == "Loading: nothing needs a look." && Array(loading.details.dropFirst()) == words)
        let alone = verdict([], retired: 1, dead: 2, letters: Array(letters.prefix(2)))
        #expect(alone.sentence == "All is well: no source is left to load." && alone.details == [words[0]])
        let dead = verdict(
            [source("/a", "incomplete", id: "\(here)", error: "load: constraint")], dead: 3, letters: letters)
        #expect(dead.state == .bad && dead.details == [words[0]])
        let stray = verdict([], dead: 2, letters: Array(letters.prefix(2)), stray: letters.prefix(2).map { "\($0.id)" })
        #expect(stray.state == .bad && stray.details.isEmpty)
    }

    @Test func whatIsNotKnownIsNotCalledWell() {
        let troubles = ["PostgreSQL has not answered for 12 s.", "The broker is away."]
        let verdict = verdict([source("/a", "complete")], troubles: troubles)
        #expect(verdict.state == .unknown && verdict.details == ["The broker is away."])
        #expect(verdict.sentence == "Not known: PostgreSQL has not answered for 12 s.")
    }
}
