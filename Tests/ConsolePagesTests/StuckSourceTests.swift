import DeadLetters
import ETLModels
import HTMLText
import Testing

@testable import ConsolePages
@testable import Ledger
@testable import Progress

@Suite struct StuckSourceTests {
    private let id = SourceID(words: (3, 0))

    /// The page of a source, as somebody sees it who only looks.
    private func page(stuck: String?) -> String {
        let progress = SourceProgress(
            id: id, uri: "/a.csv", kind: "tokens", bytes: 1, bytesDone: 0, batches: nil, batchesDone: 0, records: 0,
            loaded: 0, duplicates: 0, rejected: 0, repaired: 0, skipped: 0)
        let record = SourceRecord(
            format: "csv", modifiedAt: 1, batchRecords: 1, registeredAt: 1, submittedAt: 1, fingerprint: nil,
            replaces: false)
        let view = LedgerSourceView(progress, record, rejects: [], deadLetters: nil)
        let source = Status.Source(
            uri: "/a.csv", kind: "tokens", sourceId: "\(id)", status: stuck == nil ? "in progress" : "stuck",
            percent: 0, bytes: 1, bytesDone: 0, batches: nil, batchesDone: 0, records: 0, loaded: 0, duplicates: 0,
            completed: 0, replaced: 0, rejected: 0, repaired: 0, skipped: 0, dead: 0, heldLines: 0, heldFromLine: nil,
            recordsPerSecond: nil, secondsLeft: nil, lastProgressAt: nil, secondsWithoutProgress: 9000, stages: [],
            sighting: nil, stuck: stuck, deadLetters: [], error: nil)
        let status = Status(
            bulkPhases: [], sources: [source], retired: 0, stages: [], strayLetters: [], alarms: nil,
            hasManagement: false, troubles: [])
        let snapshot = Snapshot(status: status, letters: LetterCensus(), lookedAt: 1000)
        let page = Page.source(view, batches: nil, snapshot, now: 1000)
        return String(decoding: page.document(snapshot, now: 1000).bytes, as: UTF8.self)
    }

    @Test func thePageNamesTheRemedyBesideTheTrouble() {
        let command = "<code>etl sources resubmit \("\(id)".prefix(13))</code>"
        let text = page(stuck: "nobody works on it")
        #expect(text.contains("nobody works on it") && text.contains(command), "\(text)")
        #expect(!page(stuck: nil).contains(command))
    }
}
