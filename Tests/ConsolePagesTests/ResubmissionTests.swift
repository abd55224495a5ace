import ETLModels
import HTMLText
import Testing

@testable import ConsolePages
@testable import Ledger
@testable import Progress

@Suite struct ResubmissionTests {
    private func text(loaded: Int, of batches: Int?, form: String?) -> String {
        let progress = SourceProgress(
            id: SourceID(words: (3, 0)), uri: "/a.csv", kind: "tokens", bytes: 1, bytesDone: 1, batches: batches,
            batchesDone: loaded, records: 1, loaded: 1, duplicates: 0, rejected: 0, repaired: 0, skipped: 0)
        let record = SourceRecord(
            format: "csv", modifiedAt: 1, batchRecords: 1, registeredAt: 1, submittedAt: 1, fingerprint: nil,
            replaces: false)
        let view = LedgerSourceView(progress, record, rejects: [], deadLetters: nil)
        let page = Page.resubmission(view, letters: 1, unreadable: nil, form: form)
        return String(decoding: page.document(nil, now: 1000).bytes, as: UTF8.self)
    }

    @Test func ofACompleteSourceItOnlySaysThatThereIsNothingToDo() {
        let complete = text(loaded: 2, of: 2, form: nil)
        #expect(complete.contains("It is complete: there is nothing to submit again."))
        for words in ["An extractor reads", "cannot be taken back", "dead letter stays", "<form"] {
            #expect(!complete.contains(words), "\(words): \(complete)")
        }
    }

    @Test func countsTheBatchesThatArePassedOver() {
        let one = text(loaded: 1, of: nil, form: "f")
        #expect(one.contains("1 batch that the ledger has is passed over: no row is loaded twice."), "\(one)")
        #expect(one.contains("An extractor reads its file from the beginning.") && one.contains("1 dead letter stays"))
        let two = text(loaded: 2, of: nil, form: "f")
        #expect(two.contains("2 batches that the ledger has are passed over: no row is loaded twice."), "\(two)")
    }
}
