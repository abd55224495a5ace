import Bus
import ETLModels
import Foundation
import Testing

@testable import DeadLetters
@testable import DisplayText
@testable import ETLCommands
@testable import Ledger
@testable import Progress
@testable import RabbitMQ

struct LedgerSourceTests {
    private func progress(
        _ uri: String, batches: Int? = nil, retiredAt: Int? = nil, removedAt: Int? = nil
    ) -> SourceProgress {
        SourceProgress(
            id: SourceID(uri: uri, size: 1, modified: 0), uri: uri, kind: "tokens", bytes: 1000, bytesDone: 500,
            batches: batches, batchesDone: 2, records: 20, loaded: 18, duplicates: 1, rejected: 1, repaired: 0,
            skipped: 0, retiredAt: retiredAt, removedAt: removedAt)
    }

    private func letter(of uri: String) -> DeadLetter {
        let id = SourceID(uri: uri, size: 1, modified: 0)
        let headers: [String: HeaderValue] = [
            MessageHeader.source: .string("\(id)"), MessageHeader.sequence: .integer(2),
            MessageHeader.records: .integer(10), MessageHeader.reason: .string("constraint 23514"),
        ]
        return DeadLetter(BrowsedMessage(id: "\(id)/2", headers: headers, bodyBytes: 0, body: nil), stage: .load)
    }

    // MARK: Retired sources

    @Test func completeComesBeforeRetired() {
        let states = [
            progress("/a"), progress("/b", retiredAt: 5), progress("/c", batches: 2, retiredAt: 5),
            progress("/d", batches: 2),
        ].map { LedgerSource($0).state }
        #expect(states == [.inProgress, .retired, .complete, .complete])
    }

    @Test func aRemovedSourceIsSettledAndNotCounted() throws {
        let removed = progress("/a", retiredAt: 5, removedAt: 1000)
        #expect(LedgerSource(removed).state == .removed && LedgerSource(removed).retiredAt == nil)
        #expect(LedgerSource(removed).removedAt == "1970-01-01T00:16:40Z")
        #expect(SourceState(removed, deadLetters: [letter(of: "/a")], since: 0, quietFor: .zero).phase.isSettled)
        var broker = BrokerReport()
        broker.found.add(letter(of: "/a"))
        let status = Status(LedgerReport(progress: [removed]), broker, nil, flow: StageFlow(), at: 1000)
        #expect(status.sources.isEmpty && status.retired == 0 && status.isWell)
    }

    @Test func whatStaysOfARetiredSourceIsCounted() {
        let some = progress("/a", retiredAt: 5)
        #expect(LedgerSource(some).kept == "18 records loaded, 1 duplicate, 1 rejected in 2 batches: all of it stays")
        let part = progress("/a", batches: 7, retiredAt: 5)
        #expect(LedgerSource(part).kept.hasSuffix(", 1 rejected in 2 of 7 batches: all of it stays"))
    }

    @Test func aRetiredSourceIsSettledWhateverIsDead() {
        let state = SourceState(
            progress("/a", retiredAt: 5), deadLetters: [letter(of: "/a")], since: 0, quietFor: .zero)
        #expect(state.phase == .retired && state.phase.isSettled)
    }

    @Test func theStatusOnlyCountsRetiredSources() throws {
        var broker = BrokerReport()
        broker.found.add(letter(of: "/gone.csv"))
        let ledger = LedgerReport(progress: [progress("/gone.csv", retiredAt: 5), progress("/b.csv", batches: 2)])
        let status = Status(ledger, broker, nil, flow: StageFlow(), at: 1000)
        #expect(status.sources.map(\.uri) == ["/b.csv"])
        #expect(status.retired == 1 && !status.hasDeadLetters && status.isComplete && status.strayLetters.isEmpty)
        #expect(status.lines(Status.View()).contains { $0.hasPrefix("Retired sources: 1.") })
        #expect(try JSONOutput.line(status).contains(#""retired":1"#))
        let active = Status(
            LedgerReport(progress: [progress("/gone.csv")]), broker, nil, flow: StageFlow(), at: 1000)
        #expect(active.hasDeadLetters)
        let alone = Status(LedgerReport(progress: [progress("/a", retiredAt: 5)]), nil, nil, flow: StageFlow(), at: 1)
        #expect(alone.lines(Status.View()).contains { $0.hasPrefix("Retired sources: 1.") })
    }

    // MARK: Lists

    @Test(arguments: ["ABCD", "abcd-ef", "00010203-0405-8607-8809-0a0b0c0d0e0f"])
    func firstDigitsNameASource(_ text: String) {
        #expect(SourcePrefix(text)?.digits == text.lowercased().replacing("-", with: ""))
    }

    @Test(arguments: ["abc", "a-b-c", "abcx", "", "/a.csv", String(repeating: "0", count: 33)])
    func nothingElseDoes(_ text: String) {
        #expect(SourcePrefix(text) == nil)
    }

    @Test func aListNamesFilesAndAsManyDigitsAsTellThemApart() {
        let sources = (1...300).map { LedgerSource(progress("/data/\($0).csv", retiredAt: $0 == 7 ? 5 : nil)) }
        let lines = LedgerSource.lines(of: sources, within: .max)
        #expect(lines.count == 302)
        #expect(lines[8].hasPrefix("7.csv ") && lines[8].contains(" retired "))
        #expect(lines[8].contains(" \(sources[6].sourceId.prefix(8)) "))
        #expect(lines[8].contains("2/?"))
    }

    @Test func everyKeyIsInTheJSON() throws {
        let record = SourceRecord(
            format: "csv", modifiedAt: nil, batchRecords: 4000, registeredAt: 1, submittedAt: nil, fingerprint: nil,
            replaces: false)
        let view = LedgerSourceView(
            progress("/a.csv", retiredAt: 1000), record,
            rejects: [RejectReasonCount(reason: "missing", field: nil, count: 3)], deadLetters: nil)
        let text = try JSONOutput.document(view)
        let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(
            Set(document.keys) == [
                "source", "format", "batch_records", "on_conflict", "modified_at", "registered_at", "submitted_at",
                "rejects",
                "dead_letters",
            ])
        #expect(document["dead_letters"] is NSNull)
        let source = try #require(document["source"] as? [String: Any])
        #expect(
            Set(source.keys) == [
                "source_id", "uri", "kind", "state", "bytes", "bytes_done", "batches", "batches_done", "records",
                "loaded", "duplicates", "completed", "replaced", "rejected", "repaired", "skipped", "retired_at",
                "removed_at", "last_progress_at",
            ])
        #expect(source["retired_at"] as? String == "1970-01-01T00:16:40Z")
        #expect(view.lines.contains("  missing: 3"))
        #expect(view.lines.contains { $0.hasPrefix("state") && $0.contains("retired at 1970") })
    }
}
