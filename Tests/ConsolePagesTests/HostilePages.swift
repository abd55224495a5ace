import Bus
import DecodedValues
import ETLModels
import HTMLText
import Removal
import Submission

@testable import Actions
@testable import ConsolePages
@testable import Coverage
@testable import DeadLetters
@testable import Inspection
@testable import Ledger
@testable import Progress
@testable import RabbitMQ

/// All pages with some texts in every place that a text of elsewhere reaches: the n-th in the n-th row, the first where there is one place.
struct HostilePages {
    let texts: [String]
    private let rights = OperatorRights(acts: [.replay, .discard])
    private let id = SourceID(words: (1, 2))
    private let now = 1_700_000_000

    private var first: String { texts.first ?? "" }

    private var sources: [Status.Source] {
        texts.enumerated().map { number, text in
            Status.Source(
                uri: text, kind: "tokens", sourceId: "\(SourceID(words: (3, UInt64(number))))", status: "in progress",
                percent: 50, bytes: 100, bytesDone: 50, batches: nil, batchesDone: 1, records: 10, loaded: 9,
                duplicates: 0, completed: 0, replaced: 0, rejected: 1, repaired: 0, skipped: 0, dead: 0, heldLines: 0,
                heldFromLine: nil, recordsPerSecond: nil, secondsLeft: nil, lastProgressAt: nil,
                secondsWithoutProgress: nil, stages: nil, sighting: nil, stuck: number == 0 ? text : nil,
                deadLetters: ["0123456789abcdef"], error: number == 0 ? text : nil)
        }
    }

    var letters: [DeadLetter] {
        texts.enumerated().map { number, text in
            let headers: [String: HeaderValue] = [
                MessageHeader.reason: .string(text), MessageHeader.error: .string(text),
                MessageHeader.uri: .string(text),
                MessageHeader.kind: .string(text), MessageHeader.source: .string("\(id)"),
                MessageHeader.sequence: .integer(Int64(number)),
            ]
            return DeadLetter(BrowsedMessage(id: text, headers: headers, bodyBytes: 0, body: []), stage: .load)
        }
    }

    var snapshot: Snapshot {
        var census = LetterCensus()
        for letter in letters { census.add(letter) }
        let stages = [
            Status.StageQueues(
                stage: "load", ready: 0, unacked: nil, consumers: 1, batchesPerSecond: nil, rateIsEstimated: false,
                blocked: nil, oldestSeconds: nil, waitSecondsEstimate: nil, dead: letters.count)
        ]
        let status = Status(
            bulkPhases: [], sources: sources, retired: 0, stages: stages, strayLetters: [], alarms: nil,
            hasManagement: false, troubles: [])
        var history = FlowHistory()
        for second in [now - 600, now] { history.note(status, at: second) }
        return Snapshot(status: status, letters: census, lookedAt: now, history: history)
    }

    /// A look with troubles that servers have told.
    var troubled: Snapshot {
        let status = Status(
            bulkPhases: [], sources: [], retired: 0, stages: [], strayLetters: [], alarms: texts, hasManagement: true,
            troubles: texts)
        return Snapshot(status: status, letters: LetterCensus(), lookedAt: now)
    }

    private var view: LedgerSourceView {
        let progress = SourceProgress(
            id: SourceID(words: (3, 0)), uri: first, kind: "tokens", bytes: 1, bytesDone: 1, batches: nil,
            batchesDone: 1,
            records: 1, loaded: 1, duplicates: 0, rejected: 0, repaired: 0, skipped: 0)
        let record = SourceRecord(
            format: "csv", modifiedAt: 1, batchRecords: 1, registeredAt: 1, submittedAt: 1, fingerprint: nil,
            replaces: false)
        return LedgerSourceView(
            progress, record, rejects: texts.map { RejectReasonCount(reason: $0, field: $0, count: 1) },
            deadLetters: nil)
    }

    private let batches = BatchMap(batches: 4, size: 2, loaded: [1, 2], gaps: [1...1], gapCount: 1)

    private var actions: [KnownAction] {
        texts.enumerated().map { number, text in
            let action = LoggedAction(
                number: Int64(number), begunAt: now, actor: text, knownBy: "link", address: text, verb: "submit",
                selection: text, subjects: 2, reason: text, endedAt: number % 2 == 0 ? now : nil,
                outcome: number % 2 == 0 ? "done" : nil, detail: number % 2 == 0 ? text : nil)
            return KnownAction(action, isHeld: false)
        }
    }

    private var rejects: [StoredReject] {
        texts.map {
            StoredReject(
                source: "\(id)", uri: $0, kind: "tokens", sequence: 0, recordNumber: 1, reason: $0, field: $0, raw: $0)
        }
    }

    /// The first text, or what it begins with: a command has other words beside it if its reason has a NUL.
    private var argument: String {
        first.utf8.contains(0) ? String(first.unicodeScalars.prefix { $0 != "e" }) + "e" : first
    }

    private var ofReason: RejectsFilter { RejectsFilter(source: nil, reason: first) }

    private var files: RejectedFiles {
        RejectedFiles(
            texts.enumerated().map { number, text in
                SourceRejects(
                    source: "\(SourceID(words: (3, UInt64(number))))", uri: text, kind: text, count: 1, newestAt: now)
            }, known: [view.source])
    }

    private var forecast: RemovalForecast {
        let removal = SourceRemoval(id: id, kind: .tokens, number: 1, windowRows: 1, batchesAtOnce: 1)
        let reloads = texts.prefix(20).map { RemovalPlan.Reload(id: id, uri: $0, batches: 1) }
        let plan = RemovalPlan(removal: removal, uri: first, isBegun: false, rows: 1, batches: 1, reloads: reloads)
        return RemovalForecast(plan, unreadable: texts.map { FailedSource(place: "/a", error: $0) })
    }

    /// - Parameter texts: at most as many as are looked at together.
    private func checked(_ texts: some Collection<String>) -> [CheckedFile] {
        texts.map { text in
            var check = RecordCheck()
            check.checked = 2
            var values = NamedValues()
            values.add("symbol", .text(text))
            check.firstRecords = [RecordCheck.Decoded(record: 1, values: values)]
            check.firstRejects = [
                RecordCheck.Rejected(record: 2, reason: "not-hex", field: text, raw: text, hint: "a rule")
            ]
            check.damage = text
            let column = ColumnOrigin(column: "symbol", type: "text", required: false, field: text)
            let inspection = FileInspection(
                path: text, bytes: 1, format: "csv", delimiter: text, ignored: [text],
                sources: [FileInspection.Source(kind: "tokens", columns: [column], check: check)], failure: text)
            let outlook = FileOutlook(
                uri: text, sources: [], failure: FailedSource(place: "/a", error: text, uri: text))
            return CheckedFile(file: text, outlook: outlook, inspection: inspection, isCut: false)
        }
    }

    private var coverage: CoverageReport {
        CoverageReport(
            kind: "tokens", from: 1, to: 100, records: 1, recordsAreEstimated: false, loaded: [], scanned: [], gaps: [],
            density: [], sparseBlocks: [], sources: [], batchesWithoutBlocks: 0, notes: texts)
    }

    /// The pages with their names.
    var all: [(name: String, html: HTML)] {
        let (snapshot, actions) = (snapshot, actions)
        let results = texts.map { ActionResult(subject: $0, outcome: .failed, detail: $0) }
        let report = ActionPage(
            actions[0], tally: ActionTally(results: 1), filter: .all, results: results, next: nil)
        let groups = rejects.map {
            RejectGroup(
                reason: $0.reason, field: $0.field, count: 1, sources: 1, newestAt: now, kinds: [first], example: $0)
        }
        let filter = RejectsFilter(source: "\(id)", reason: first)
        let census = LetterChoice(stage: argument, reason: argument)
        let pages: [(String, Page)] = [
            ("flow", .flow(snapshot)), ("sources", .sources(snapshot, state: nil, page: 1)),
            ("sources by state", .sources(snapshot, state: first, page: 1)),
            ("source", .source(view, batches: batches, snapshot, now: now, rights: rights)),
            ("resubmission", .resubmission(view, letters: 1, unreadable: first, form: "f")),
            ("removal", .removal(forecast, form: "f")), ("refusal", .refusal(.remove, view, first)),
            ("coverage", .coverage(coverage, lookedAt: now)),
            ("rejects of a source", .rejects(filter, groups, files: files, samples: rejects, now: now)),
            ("rejects", .rejects(ofReason, groups, files: files, samples: rejects, now: now)),
            ("letters", .letters(snapshot, LetterChoice(), page: 1, now: now, rights: rights)),
            ("no letters", .letters(snapshot, census, page: 1, now: now)),
            ("letter", .letter(letters[0], now: now, rights: rights)),
            ("whole letter", .letter(letters[0], whole: whole, now: now, rights: rights)),
            ("preview", .preview(.discard, letters, form: "f", now: now)),
            ("log", .log(actions, isCut: true, now: now)),
            ("action", .action(report, dead: DeadNow(), after: nil, now: now)),
        ]
        let checks = stride(from: 0, to: texts.count, by: SubmitPage.mostFiles).map { start in
            let some = texts[start..<min(start + SubmitPage.mostFiles, texts.count)]
            return ("checked", Page.checked(checked(some), form: "f"))
        }
        return (pages + checks).map { ($0.0, $0.1.document(snapshot, now: now)) }
            + [
                ("troubled", Page.flow(troubled).document(troubled, now: now)),
                ("note", Note.document("A note", first)), ("event", Live.verdict(snapshot)),
                ("troubled event", Live.verdict(troubled)),
            ]
    }
}
