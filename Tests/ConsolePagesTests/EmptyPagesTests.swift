import Bus
import HTMLText
import Testing

@testable import ConsolePages
@testable import DeadLetters
@testable import Progress
@testable import RabbitMQ

/// What pages say that have nothing to list, while there is something elsewhere.
@Suite struct EmptyPagesTests {
    private func letter(replays: Int64 = 0) -> DeadLetter {
        let headers: [String: HeaderValue] = [
            MessageHeader.reason: .string("why"), MessageHeader.replays: .integer(replays),
        ]
        return DeadLetter(BrowsedMessage(id: "1", headers: headers, bodyBytes: 0, body: []), stage: .load)
    }

    private var snapshot: Snapshot {
        var census = LetterCensus()
        census.add(letter())
        return Snapshot(status: .flowing(), letters: census, lookedAt: 1000)
    }

    private func text(_ page: Page) -> String {
        String(decoding: page.document(snapshot, now: 1000).bytes, as: UTF8.self)
    }

    @Test func aPageBehindTheLastOneIsNone() {
        let words = "The list has 1 page, and this is none of them."
        let sources = text(.sources(snapshot, state: nil, page: 9))
        #expect(sources.contains(words) && !sources.contains("No source is in this state."), "\(sources)")
        #expect(text(.sources(snapshot, state: "stuck", page: 9)).contains("No source is in this state."))
        let letters = text(.letters(snapshot, LetterChoice(stage: "load"), page: 99, now: 1000))
        #expect(letters.contains(words) && letters.contains("<a href=\"/dead?stage=load\">To its first page</a>"))
    }

    @Test func aStateThatIsNoneIsSaidToBe() {
        let page = text(.sources(snapshot, state: "bogus", page: 1))
        #expect(page.contains("There is no such state: choose one of these.") && !page.contains("bogus"), "\(page)")
        #expect(text(.sources(snapshot, state: "in progress", page: 1)).contains("1 source in progress."))
    }

    @Test func theEndOfTheLogIsNoEmptyLog() {
        let end = text(.log([], isCut: false, before: 1, now: 1000))
        #expect(end.contains("No action is older.") && end.contains("<a href=\"/log\">To the newest actions</a>"))
        #expect(!end.contains("Nobody has acted yet."))
        #expect(text(.log([], isCut: false, now: 1000)).contains("Nobody has acted yet."))
    }

    @Test func oneReplayIsOnce() {
        #expect(text(.letter(letter(replays: 1), now: 1000)).contains("and was replayed once before."))
        #expect(text(.letter(letter(replays: 2), now: 1000)).contains("and was replayed 2 times before."))
        #expect(!text(.letter(letter(), now: 1000)).contains("was replayed"))
    }
}
