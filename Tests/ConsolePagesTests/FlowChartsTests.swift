import DeadLetters
import HTMLText
import TestData
import Testing

@testable import ConsolePages
@testable import Progress

@Suite struct FlowChartsTests {
    private func text(_ history: FlowHistory, at now: Int) -> String {
        let status = Status.flowing()
        let snapshot = Snapshot(status: status, letters: LetterCensus(), lookedAt: now, history: history)
        return String(decoding: Page.flow(snapshot).document(snapshot, now: now).bytes, as: UTF8.self)
    }

    @Test func stepsBreakOffWhereNothingIsKnown() {
        #expect(StepPath.line([nil, 5, 5, 7, nil, 0]) == "M1 95h2v-2h1M5 100h1")
        #expect(StepPath.area([nil, 5, 5, 7, nil, 0]) == "M1 100v-5h2v-2h1V100zM5 100v0h1V100z")
        #expect(StepPath.line([nil, nil]).isEmpty && StepPath.area([]).isEmpty)
    }

    @Test func whatIsThereStaysVisibleBesideMuchMore() {
        #expect(StepPath.height(0, of: 1000) == 0 && StepPath.height(0, of: 0) == 0)
        #expect(StepPath.height(1, of: 1000) == 1)
        #expect(StepPath.height(1000, of: 1000) == 100)
    }

    @Test func beforeThereIsEnoughThePageSaysWhenTheChartsBegin() {
        var history = FlowHistory()
        #expect(text(history, at: 940).contains("The charts begin at 1970-01-01T00:16:40Z."))
        history.note(.flowing(), at: 943)
        history.note(.flowing(), at: 999)
        let early = text(history, at: 999)
        #expect(early.contains("The charts begin at 1970-01-01T00:16:40Z.") && !early.contains("<svg"))
        history.note(.flowing(), at: 1000)
        let page = text(history, at: 1000)
        #expect(!page.contains("The charts begin") && page.contains("<svg"))
    }

    @Test func chartsTellTheSameInWords() {
        var history = FlowHistory()
        history.note(.flowing(), at: 3598)
        history.note(.flowing(records: 104_000, ready: [3, 400, 9]), at: 3600)
        history.note(.flowing(records: 500_000), at: 3658)
        history.note(.flowing(records: 582_400, ready: [3, 88, 96]), at: 3660)
        let page = text(history, at: 3660)
        let rate = "Records per second: 41,200 now, at most 52,000 (01:00 UTC)."
        let waiting =
            "Messages that wait for extract, transform and load, from above: 3, 88 and 96 now, at most 412 together (01:00 UTC)."
        for words in [rate, waiting] {
            #expect(page.contains("role=\"img\" aria-label=\"\(words)\""), "\(words)")
            #expect(page.contains("<figcaption>\(words)</figcaption>"))
        }
        #expect(page.contains("<span>52,000</span>") && page.contains("<span>412</span>"))
        #expect(page.contains("<span>00:31</span><span>01:01 UTC</span>"))
        #expect(page.contains("</svg> transform 88</li>"))
        // Nothing is drawn between the two looks.
        #expect(page.contains("d=\"M173 0h1M179 21h1\""))
    }

    @Test func whatIsNotKnownNowIsSaidToBe() {
        var history = FlowHistory()
        for second in [1000, 1058, 1060] { history.note(.flowing(records: 5), at: second) }
        #expect(text(history, at: 1060).contains("Records per second: 0 now."))
        history.note(.flowing(records: 9, troubles: ["PostgreSQL has not answered for 9 s."]), at: 1070)
        let page = text(history, at: 1070)
        #expect(page.contains("Records per second: not known now."))
        #expect(page.contains("from above: 0, 0 and 0 now."))
    }

    @Test func halfAnHourOfChangeIsLight() {
        var random = SeededGenerator(7)
        var history = FlowHistory()
        var records = 0
        for second in stride(from: 0, to: 3600, by: 10) {
            let ready = (0..<3).map { _ in Int.random(in: 0..<100_000, using: &random) }
            records += Int.random(in: 0..<10_000_000, using: &random)
            history.note(.flowing(records: records, ready: ready), at: second)
        }
        let page = text(history, at: 3600)
        #expect(page.utf8.count < 12_000)
        #expect(!page.contains(" style="))
        #expect(Tokens(Array(page.utf8)).faults.isEmpty)
    }
}
