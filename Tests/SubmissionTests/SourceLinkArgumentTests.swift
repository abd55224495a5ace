import Downloads
import SourceDescriptions
import SourceReading
import Testing

@testable import Submission

/// The name of a link given to `etl`.
struct SourceLinkArgumentTests {
    @Test func isCalledByItsName() {
        #expect(SourceFiles.absolutePath("https://u:5ecret@h/a//b/../c?sig=5ecret") == "https://h/a//b/../c")
        #expect(SourceFiles.absolutePath("https://h /a?sig=5ecret") == "https://…")
        #expect(SourceFiles.expand(["https://h/*.csv?a=[1]"]).files == ["https://h/*.csv?a=[1]"])
    }

    @Test(arguments: [
        "http:/h/a.csv", " https://h/a.csv", "https//h/a.csv", "HTTPS:h/a.csv", "s3://b/a.csv", "hxxps://h/a.csv",
    ])
    func isShownWithoutItsQueryWhenItIsMistyped(place: String) {
        let failed = SourceFiles.expand(["\(place)?sig=5ecret"]).failures
        #expect(failed.map(\.shownPlace) == ["\(place)?…"])
        #expect(failed.allSatisfy { !"\($0)".contains("5ecret") })
    }

    @Test func isSaidToBeNoneWhenItIsNone() {
        let link = "https://h /a?sig=5ecret"
        let error = #expect(throws: SourceError.self) {
            try SourcePlaces().opener(for: SourceLink(link)).open(SourceFiles.absolutePath(link))
        }
        #expect(error?.reason == .malformedLink)
    }
}
