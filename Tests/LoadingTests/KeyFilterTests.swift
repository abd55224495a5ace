import ETLModels
import Testing

@testable import Loading

@Suite struct KeyFilterTests {
    @Test func remembersEveryKeyAndTakesFewOthersForOne() throws {
        let (stored, others) = (try rows(0..<8000), try rows(8000..<16_000))
        let filter = KeyFilter(bytes: 1 << 13)
        #expect(filter.divide(Array(0..<100), of: stored).known.isEmpty)
        filter.add(stored)
        #expect(filter.divide(Array(0..<8000), of: stored).known == Array(0..<8000))
        let divided = filter.divide(Array(0..<8000), of: others)
        // A third of the bits is set: of 81 others, one has all four.
        #expect((1..<300).contains(divided.known.count))
        #expect((divided.known + divided.others).sorted() == Array(0..<8000))
        #expect(divided.others == divided.others.sorted())
    }

    @Test func startsOverWhenHalfOfItIsFull() throws {
        let (stored, others) = (try rows(0..<50_000), try rows(50_000..<51_000))
        let filter = KeyFilter(bytes: 1 << 10)
        filter.add(stored)
        // At half, it takes 1 in 16 others for one.
        #expect(filter.divide(Array(0..<1000), of: others).known.count < 200)
        #expect(filter.divide([49_999], of: stored).known == [49_999])
    }

    private func rows(_ numbers: Range<Int>) throws -> EncodedRows {
        let batch = Draft(.tokens, SourceID(uri: "/a.csv", size: 1, modified: 0), numbers.map { token($0) })
        return try #require(try EncodedRows([LoadBatch(batch.bytes())], .tokens))
    }
}
