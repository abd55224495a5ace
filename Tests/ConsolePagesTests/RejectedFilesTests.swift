import ETLModels
import HTMLText
import Progress
import Testing

@testable import ConsolePages
@testable import Ledger

/// Rejects by their files, on the page of some rejects.
@Suite struct RejectedFilesTests {
    private let group = RejectGroup(
        reason: "not-hex", field: "address", count: 3, sources: 1, newestAt: nil, kinds: ["tokens"],
        example: StoredReject(
            source: "s", uri: "/a.csv", kind: "tokens", sequence: 0, recordNumber: 1, reason: "not-hex",
            field: "address", raw: "0xg"))

    private func sources(_ count: Int) -> [SourceRejects] {
        (0..<count).map { number in
            SourceRejects(
                source: "id-\(number)", uri: "/\(number).csv", kind: "tokens", count: count - number, newestAt: 940)
        }
    }

    private func text(_ files: RejectedFiles?, source: String? = nil, reason: String? = "not-hex") -> String {
        let page = Page.rejects(
            RejectsFilter(source: source, reason: reason), [group], files: files, samples: [], now: 1000)
        return String(decoding: page.document(nil, now: 1000).bytes, as: UTF8.self)
    }

    @Test func aFileLeadsToItsSourceAndItsRejects() {
        let page = text(RejectedFiles(sources(1)))
        #expect(page.contains("<a href=\"/sources/id-0\"><bdi>/0.csv</bdi></a>"), "\(page)")
        #expect(page.contains("href=\"/rejects?source=id-0&amp;reason=not-hex\""), "\(page)")
        #expect(page.contains("(60 s ago)") && !page.contains("There are more files"))
        #expect(page.contains("<bdi>etl rejects list --by-file --reason not-hex</bdi>"), "\(page)")
        let one = text(RejectedFiles(sources(1)), source: "id-0")
        #expect(one.contains("\"/sources/id-0\"") && !one.contains("\"/rejects?source=id-0&amp;reason"), "\(one)")
    }

    @Test func ofManyFilesThoseWithTheMostAreShown() {
        let page = text(RejectedFiles(sources(Page.mostRows + 1)))
        #expect(page.contains("/sources/id-99\"") && !page.contains("/sources/id-100\""))
        #expect(page.contains("There are more files: these 100 have the most."))
        #expect(!text(RejectedFiles(sources(Page.mostRows))).contains("There are more files"))
    }

    @Test func whatCouldNotBeCountedInTimeIsSaidToBeUnknown() {
        let page = text(nil)
        #expect(page.contains("Not known: to count them takes longer than a page may."))
        #expect(page.contains("Rejects by reason and field") && !page.contains("Rejects by file"))
    }

    @Test func thePageOfAllRejectsHasNoFiles() {
        #expect(!text(nil, reason: nil).contains("By file"))
    }

    private func known(_ number: UInt64, loaded: Int) -> LedgerSource {
        LedgerSource(
            SourceProgress(
                id: SourceID(words: (0, number)), uri: "/\(number).csv", kind: "tokens", bytes: 1, bytesDone: 1,
                batches: 1, batchesDone: loaded, records: 1, loaded: 1, duplicates: 0, rejected: 0, repaired: 0,
                skipped: 0))
    }

    @Test func onlyAnIncompleteFileIsOfferedToBeSubmittedAgain() {
        let (open, complete) = (known(1, loaded: 0), known(2, loaded: 1))
        let sources = [open, complete].map {
            SourceRejects(source: $0.sourceId, uri: $0.uri, kind: $0.kind, count: 1, newestAt: nil)
        }
        let page = text(RejectedFiles(sources, known: [open, complete]))
        #expect(page.contains("href=\"/sources/resubmit?id=\(open.sourceId)\">Submit it again …</a>"), "\(page)")
        #expect(!page.contains("/sources/resubmit?id=\(complete.sourceId)"))
        #expect(page.contains(">act</th>"))
        // Nothing can be done, or not by whoever looks.
        for files in [RejectedFiles(sources, known: [complete]), RejectedFiles(sources)] {
            #expect(!text(files).contains("/sources/resubmit") && !text(files).contains(">act</th>"))
        }
    }
}
