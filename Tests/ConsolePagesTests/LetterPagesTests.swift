import Bus
import HTMLText
import Testing

@testable import ConsolePages
@testable import DeadLetters
@testable import Progress
@testable import RabbitMQ

@Suite struct LetterPagesTests {
    private func letter(_ number: Int, reason: String, stage: Stage = .load) -> DeadLetter {
        let headers: [String: HeaderValue] = [
            MessageHeader.reason: .string(reason), MessageHeader.error: .string("why"),
        ]
        return DeadLetter(BrowsedMessage(id: "\(number)", headers: headers, bodyBytes: 0, body: []), stage: stage)
    }

    private func snapshot(_ letters: [DeadLetter]) -> Snapshot {
        var census = LetterCensus()
        for letter in letters { census.add(letter) }
        let stages = [
            Status.StageQueues(
                stage: "load", ready: 0, unacked: nil, consumers: 1, batchesPerSecond: nil, rateIsEstimated: false,
                blocked: nil, oldestSeconds: nil, waitSecondsEstimate: nil, dead: letters.count)
        ]
        let status = Status(
            bulkPhases: [], sources: [], retired: 0, stages: stages, strayLetters: [], alarms: nil,
            hasManagement: false, troubles: [])
        return Snapshot(status: status, letters: census, lookedAt: 1000)
    }

    private func text(_ page: Page, _ snapshot: Snapshot?) -> String {
        String(decoding: page.document(snapshot, now: 1000).bytes, as: UTF8.self)
    }

    @Test func lettersOfOtherReasonsAreFound() {
        let letters = (0..<1100).map { letter($0, reason: "reason \($0)") } + [letter(1100, reason: "other reasons")]
        let snapshot = snapshot(letters)
        let page = text(.letters(snapshot, LetterChoice(), page: 1, now: 1000), snapshot)
        #expect(page.contains("href=\"/dead?stage=load&amp;rest=1\""))
        let rest = LetterChoice(stage: "load", isRest: true)
        #expect(rest.letters(of: snapshot.letters).map(\.reason) == letters.suffix(101).map(\.reason))
        #expect(rest.groups(of: snapshot.letters).map(\.count) == [101])
        #expect(LetterChoice(stage: "extract", isRest: true).letters(of: snapshot.letters).isEmpty)
        let shown = text(.letters(snapshot, rest, page: 1, now: 1000), snapshot)
        #expect(shown.contains("101 dead letters, 1 cause,"))
        // A reason of this name has a group of its own, if it came early enough.
        let named = LetterChoice(reason: "other reasons")
        #expect(named.letters(of: snapshot.letters).count == 1)
    }

    @Test func eachLetterHasATickOnlyForAnOperator() {
        let snapshot = snapshot([letter(1, reason: "a"), letter(2, reason: "a")])
        let rights = OperatorRights(acts: [.replay])
        let page = text(.letters(snapshot, LetterChoice(), page: 1, now: 1000, rights: rights), snapshot)
        #expect(page.matches(of: /<input type="checkbox" name="id"/).count == 2)
        #expect(!page.contains(" checked"))
        let ticked = text(
            .letters(snapshot, LetterChoice(), page: 1, areTicked: true, now: 1000, rights: rights), snapshot)
        #expect(ticked.matches(of: /\ checked>/).count == 2)
        #expect(!text(.letters(snapshot, LetterChoice(), page: 1, now: 1000), snapshot).contains("checkbox"))
    }

    @Test func nothingTickedIsNothing() {
        let snapshot = snapshot([letter(1, reason: "a"), letter(2, reason: "b")])
        let ids = snapshot.letters.letters.map { "\($0.id)" }
        #expect(LetterChoice(ids: []).letters(of: snapshot.letters).isEmpty)
        #expect(LetterChoice(ids: [ids[1]]).letters(of: snapshot.letters).map(\.reason) == ["b"])
        #expect(LetterChoice(ids: [ids[1]]).parameters.map { $0.1 } == [nil, nil, nil, ids[1]])
    }

    @Test func eachOfIdenticalLettersIsTickedAndMissed() throws {
        let twins = snapshot([letter(1, reason: "a"), letter(1, reason: "a"), letter(2, reason: "a")])
        let ids = twins.letters.letters.map(\.id)
        let choice = LetterChoice(ids: ids.map(\.description))
        #expect(choice.letters(of: twins.letters).count == 3 && choice.missing(among: ids) == 0)
        #expect(choice.missing(among: Array(ids.dropFirst())) == 1 && choice.missing(among: [ids[0]]) == 2)
        #expect(choice.missing(among: [ids[2], ids[2], ids[2]]) == 2, "one takes no place of another")
        #expect(choice.parameters.compactMap { $0.1 } == ids.map(\.description).sorted())
        #expect(LetterChoice().missing(among: []) == 0)
    }

    @Test func theCommandBesideADiscardKeepsTheLettersFirst() {
        let letters = [letter(1, reason: "a"), letter(2, reason: "a")]
        let ids = letters.map { "\($0.id)" }.joined(separator: " ")
        let page = text(.preview(.discard, letters, form: "f", now: 1000), nil)
        let command = "etl dead-letters export letters \(ids) && etl dead-letters discard \(ids) --yes"
        #expect(page.contains("<bdi>\(command.replacing("&", with: "&amp;"))</bdi>"))
        let replay = text(.preview(.replay, letters, form: "f", now: 1000), nil)
        #expect(replay.contains("<bdi>etl dead-letters replay \(ids)</bdi>"))
    }

    @Test func aPreviewTellsHowOldTheKnowledgeOfItsLettersIs() {
        let found = snapshot([letter(1, reason: "a")])
        let page = text(.preview(.replay, found.letters.letters, in: found, form: "f", now: 1000), found)
        #expect(page.contains("The letters were read 1970-01-01"), "\(page)")
    }

    @Test func aPreviewNamesTheFirstFiles() {
        let letters = (0..<30).map { number in
            let headers: [String: HeaderValue] = [
                MessageHeader.uri: .string("/file-\(number % 25)-"), MessageHeader.records: .integer(10),
            ]
            return DeadLetter(
                BrowsedMessage(id: "\(number)", headers: headers, bodyBytes: 0, body: []), stage: .load)
        }
        let page = text(.preview(.replay, letters, form: "f", now: 1000), nil)
        let most = page.matches(
            of: /<td><bdi>\/file-[0-4]-<\/bdi><\/td><td class="number">2<\/td><td class="number">20</)
        #expect(most.count == 5 && page.contains("25 files") && page.contains("And 5 more files."), "\(page)")
    }

    @Test func noCommandBesideAPageMeansMoreThanThePage() {
        for act in LetterAct.allCases {
            let letters = (0..<51).map { letter($0, reason: "a") }
            let most = text(.preview(act, Array(letters.prefix(50)), form: "f", now: 1000), nil)
            #expect(most.contains("The same on the command line:") && !most.contains("…</bdi></code>"))
            let many = text(
                .preview(act, letters, of: LetterChoice(stage: "load"), form: "f", now: 1000), nil)
            #expect(many.contains("too many ids for a command line"))
            #expect(many.contains("<bdi>etl dead-letters list --stage load</bdi>"))
            #expect(!many.contains("etl \(act.verb)"))
            #expect(!text(.preview(act, [], form: "", now: 1000), nil).contains("<code>"))
        }
        let snapshot = snapshot([letter(1, reason: "bad"), letter(2, reason: "bad luck"), letter(3, reason: "badly")])
        let same = "The same on the command line:"
        for (choice, isSame) in [
            (LetterChoice(), true), (LetterChoice(reason: "badly"), true), (LetterChoice(reason: "bad"), false),
            (LetterChoice(stage: "extract", reason: "bad"), true), (LetterChoice(stage: "load", isRest: true), false),
            (LetterChoice(reason: "b\u{0}d"), false),
        ] {
            let page = text(.letters(snapshot, choice, page: 1, now: 1000), snapshot)
            #expect(page.contains(same) == isSame && page.contains("<bdi>etl dead-letters list"), "\(choice)")
        }
    }

    @Test func onlyACommandThatIsShownAsItIsIsCopied() {
        for (command, isCopied) in [
            ("etl rejects list --reason 'a b'", true), (String(repeating: "a", count: 2000), true),
            (String(repeating: "a", count: 2001), false), ("etl inspect 'a\u{A0}b'", false),
        ] {
            var html = HTML()
            Twin.same(command).write("", to: &html)
            let text = String(decoding: html.bytes, as: UTF8.self)
            let copied = command.replacing("'", with: "&#39;")
            #expect(text.contains("data-command=\"\(isCopied ? copied : "")\" hidden>Copy</button>"), "\(text)")
        }
    }

    @Test func emptyPagesSayWhatWasLookedAtAndWhen() {
        let snapshot = snapshot([])
        let at = "1970-01-01T00:16:40Z"
        for page in [
            Page.letters(snapshot, LetterChoice(), page: 1, now: 1000), .sources(snapshot, state: nil, page: 1),
            .log([], isCut: false, now: 1000), .flow(snapshot),
            .preview(.replay, [], form: "", now: 1000),
        ] {
            let shown = text(page, snapshot)
            #expect(shown.contains(/<p class="nothing">[^<]*Looked at [^<]*1970/), "\(at): \(shown)")
        }
        for page in [Page.letters(nil, LetterChoice(), page: 1, now: 1000), .flow(nil)] {
            #expect(text(page, nil).contains("Not known: no look at the servers has ended yet."))
        }
    }
}
