import ETLModels
import HTMLText
import Testing

@testable import ConsolePages
@testable import Ledger
@testable import Progress

@Suite struct BatchStripTests {
    private let map = BatchMap(
        batches: 12, size: 1, loaded: [0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 0, 1], gaps: [0...1, 5...7, 10...10], gapCount: 3)

    private func text(_ strip: BatchStrip) -> String {
        var html = HTML()
        strip.write(to: &html)
        return String(decoding: html.bytes, as: UTF8.self)
    }

    private func page(_ batches: BatchMap?, of all: Int?) -> String {
        let progress = SourceProgress(
            id: SourceID(words: (3, 0)), uri: "/a.csv", kind: "tokens", bytes: 1, bytesDone: 1, batches: all,
            batchesDone: 6, records: 1, loaded: 1, duplicates: 0, rejected: 0, repaired: 0, skipped: 0)
        let record = SourceRecord(
            format: "csv", modifiedAt: 1, batchRecords: 1, registeredAt: 1, submittedAt: 1, fingerprint: nil,
            replaces: false)
        let view = LedgerSourceView(progress, record, rejects: [], deadLetters: nil)
        let page = Page.source(view, batches: batches, nil, now: 1000)
        return String(decoding: page.document(nil, now: 1000).bytes, as: UTF8.self)
    }

    @Test func namesWhatIsNotLoadedAndWhatIsDead() {
        let strip = BatchStrip(map, isWhole: true, letters: [6, 5, 6, 1])
        #expect(
            strip.words
                == "Loaded: 6 of 12 batches. Not loaded: batches 0 to 1, 5 to 7, 10. Dead letters: batches 1, 5 to 6.")
        #expect(text(strip).contains("role=\"img\" aria-label=\"\(strip.words)\""))
    }

    @Test func aLetterOfALoadedBatchIsNotCounted() {
        // Headers may name any batch.
        let letters = [2, 8, -1, 12, .max, .min]
        #expect(!BatchStrip(map, isWhole: true, letters: letters).words.contains("Dead"))
        // As long as the end is not known, later ones are still to come.
        let open = BatchStrip(map, isWhole: false, letters: letters)
        #expect(open.words.hasSuffix("Dead letters: batches 12, \(Int.max)."))
        #expect(text(open).contains("class=\"dead\" d=\"\""))
    }

    @Test func aSourceWhoseEndIsNotKnownMayHaveMoreBatches() {
        let words = BatchStrip(map, isWhole: false, letters: []).words
        #expect(words.hasPrefix("Loaded: 6 of the first 12 batches. There may be more: the last one is not loaded."))
        #expect(page(map, of: nil).contains("There may be more"))
        #expect(!page(map, of: 12).contains("There may be more"))
    }

    @Test func oneGapIsOneBatchAndManyAreCut() {
        let one = BatchMap(batches: 3, size: 1, loaded: [1, 0, 1], gaps: [1...1], gapCount: 1)
        #expect(BatchStrip(one, isWhole: true, letters: []).words == "Loaded: 2 of 3 batches. Not loaded: batch 1.")
        let many = BatchMap(batches: 9, size: 9, loaded: [5], gaps: [1...1, 3...3], gapCount: 4)
        #expect(
            BatchStrip(many, isWhole: true, letters: []).words
                == "Loaded: 5 of 9 batches. Not loaded: batches 1, 3 and 2 more ranges.")
    }

    @Test func drawsLoadedMissingAndDeadApart() {
        let drawn = text(BatchStrip(map, isWhole: true, letters: [1, 5, 6]))
        #expect(drawn.contains("viewBox=\"0 -24 12 124\""))
        #expect(
            drawn.contains(
                "class=\"four\" d=\"M0 100v0h2v-100h3v100h3v-100h2v100h1v-100h1V100z\""))
        #expect(drawn.contains("class=\"gap\" d=\"M0 0h2v100h-2zM5 0h3v100h-3zM10 0h1v100h-1z\""))
        #expect(drawn.contains("class=\"dead\" d=\"M1 -22h1v16h-1zM5 -22h2v16h-2z\""))
        #expect(drawn.contains("<span>0</span><span>11</span>"))
    }

    @Test func aCellOfManyBatchesShowsItsShare() {
        let map = BatchMap(batches: 2005, size: 1000, loaded: [1000, 500, 1], gaps: [], gapCount: 9)
        let drawn = text(BatchStrip(map, isWhole: true, letters: [1500]))
        #expect(drawn.contains("class=\"four\" d=\"M0 100v-100h1v50h1v30h1V100z\""))
        #expect(drawn.contains("class=\"gap\" d=\"M1 0h1v50h-1zM2 0h1v80h-1z\""))
        #expect(drawn.contains("class=\"dead\" d=\"M1 -22h1v16h-1z\""))
        #expect(drawn.contains("Each part of the strip is 1,000 batches."))
    }

    @Test func withoutALoadedBatchThereAreWordsOnly() {
        let none = BatchMap(batches: 5, size: 1, loaded: [0, 0, 0, 0, 0], gaps: [0...4], gapCount: 1)
        for batches in [nil, none] {
            let shown = page(batches, of: 5)
            #expect(shown.contains("No batch of it is loaded. Looked at 1970") && !shown.contains("<svg"))
        }
    }
}
