import ETLModels
import Testing

@testable import DeadLetters
@testable import Ledger
@testable import Progress
@testable import Runs

struct RunSummaryTests {
    private func source(batches: Int?, retiredAt: Int?) -> RunSummary.Source {
        let progress = SourceProgress(
            id: SourceID(words: (1, 2)), uri: "/a.csv", kind: "tokens", bytes: 10, bytesDone: 10, batches: batches,
            batchesDone: 1, records: 5, loaded: 5, duplicates: 0, rejected: 0, repaired: 0, skipped: 0,
            retiredAt: retiredAt)
        return RunSummary.Source(SourceState(progress, deadLetters: [], since: 0, quietFor: .zero))
    }

    @Test func aRetiredSourceFailsNoRun() {
        let retired = source(batches: nil, retiredAt: 5)
        #expect(retired.status == "retired" && retired.error == nil && retired.letters.isEmpty)
        let complete = source(batches: 1, retiredAt: 5)
        #expect(complete.status == "complete")
        #expect(RunSummary(elapsedSeconds: 1, sources: [retired, complete], logs: nil).isClean)
        let open = source(batches: nil, retiredAt: nil)
        #expect(open.status == "incomplete" && open.error == "not finished")
        #expect(!RunSummary(elapsedSeconds: 1, sources: [complete, open], logs: nil).isClean)
    }
}
