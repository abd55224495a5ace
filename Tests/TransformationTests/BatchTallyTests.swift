import ETLModels
import ServiceMetrics
import TestData
import Testing

/// The tally of a batch equals the content that a reader finds.
struct BatchTallyTests {
    @Test(arguments: 0..<5)
    func countsRecordsAndRejectsByReason(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let good = "0x" + String(repeating: "1", count: 40)
        let hostile = (0..<200).map { _ in HostileLine.make(columns: 2, using: &random) }
        let lines = hostile + [Array("\(good),A".utf8), Array("\(good),\u{0}B".utf8)]
        let raw = rawBatch(.tokens, columns: ["address", "symbol"], lines, defects: [5: .tooLong])
        let batch = try Transformation<Token>(raw)
        let tally = batch.tally
        #expect(tally.accepted == batch.records.count)
        #expect(tally.repaired == batch.repaired && batch.repaired > 0)
        #expect(tally.rejected == batch.rejects.count)
        #expect(tally.rejects == Dictionary(batch.rejects.map { ($0.reason, 1) }, uniquingKeysWith: +))
        #expect(tally.rejects[.tooLong] == 1)
    }

    @Test func countsSkippedRecords() throws {
        let good = "0x" + String(repeating: "1", count: 40)
        let lines = [good + ",", "", good + ",", "", ""].map { Array($0.utf8) }
        let defects: [Int: RecordDefect] = [1: .otherKind, 3: .otherKind, 4: .otherKind]
        let batch = try Transformation<Token>(rawBatch(.tokens, columns: ["address", "name"], lines, defects: defects))
        #expect(batch.tally == BatchTally(accepted: 2, repaired: 0, skipped: 3, rejects: [:]))
        #expect(batch.skipped == 3)
    }
}
