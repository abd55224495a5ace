import ETLModels
import Testing

@testable import ConsolePages
@testable import Inspection
@testable import Submission

@Suite struct CheckedCountsTests {
    private func file(_ states: [FileOutlook.State], failure: String? = nil, isSound: Bool = true) -> CheckedFile {
        let id = SourceID(words: (1, 2))
        let sources = states.map { FileOutlook.Source(id: id, known: id, kind: .tokens, state: $0) }
        let failed = failure.map { FailedSource(place: "/a", error: $0, uri: "/a") }
        return CheckedFile(
            file: "/a", outlook: FileOutlook(uri: "/a", sources: sources, failure: failed),
            inspection: FileInspection(path: "/a", canBeSubmitted: isSound), isCut: false)
    }

    @Test func whatDoesNothingCannotBeSubmitted() {
        let files = [
            file([.new]), file([.new], isSound: false), file([.retired]), file([.complete, .new]), file([.complete]),
            file([.complete, .inProgress]), file([], failure: "it is no file"), CheckedFile(unlooked: "/b"),
        ]
        #expect(
            CheckedCounts(files, again: false).words
                == "4 of 8 files can be submitted, 2 of them once more, 1 of them with faults; "
                + "1 is complete, 1 is in progress, 2 are refused.")
        #expect(
            CheckedCounts(files, again: true).words
                == "5 of 8 files can be submitted, 3 of them once more, 1 of them with faults; "
                + "1 is complete, 2 are refused.")
        #expect(CheckedCounts([file([.new])], again: false).words == "1 of 1 file can be submitted.")
    }
}
