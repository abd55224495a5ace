import SourceReading
import Testing

@testable import Submission

struct HeaderAdviceTests {
    @Test func anEmptyFileWhoseNameShowsNoKindNeedsOne() {
        #expect(UnfitHeader.Advice(against: SourceError("/a.csv", .noHeader)) == .nameKind)
    }

    @Test func noSettingHelpsAgainstOtherErrors() {
        #expect(UnfitHeader.Advice(against: SourceError("/a.csv", .notFound)) == nil)
        #expect(UnfitHeader.Advice(against: CancellationError()) == nil)
    }
}
