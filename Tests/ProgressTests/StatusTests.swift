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
@testable import RabbitMQManagement
@testable import TerminalOutput

struct StatusTests {
    private static let moment = 1000

    private func source(
        _ uri: String, bytes: Int64 = 1000, done: Int64 = 250, batches: Int? = nil, count: Int = 5
    )
        -> SourceProgress
    {
        SourceProgress(
            id: SourceID(uri: uri, size: 1, modified: 0), uri: uri, kind: "tokens", bytes: bytes, bytesDone: done,
            batches: batches, batchesDone: 2, records: count, loaded: count, duplicates: 0, rejected: count,
            repaired: 0, skipped: 0)
    }

    private func broker(ready: Int = 3, consumers: Int = 1, dead: Int = 0) -> BrokerReport {
        let stage = BrokerReport.Stage(ready: ready, consumers: consumers, dead: dead)
        return BrokerReport(stages: [.extract: stage, .transform: stage, .load: stage])
    }

    private func status(
        _ sources: [SourceProgress], pace: Double? = nil, broker: BrokerReport? = nil,
        management: ManagementReport? = nil, flow: StageFlow = StageFlow(), troubles: [String] = []
    ) -> Status {
        var ledger = LedgerReport(progress: sources)
        for source in sources {
            ledger.paces[source.id] = pace.map {
                SourcePace(batchesPerSecond: $0 / 100, recordsPerSecond: $0, bytesPerSecond: $0 * 10)
            }
        }
        return Status(ledger, broker, management, flow: flow, troubles: troubles, at: Self.moment)
    }

    @Test func leftIsWhatIsNotLoadedByTheRecentPace() throws {
        let source = try #require(status([source("/a.csv")], pace: 50).sources.first)
        #expect(source.percent == 25)
        #expect(source.recordsPerSecond == 50)
        #expect(source.secondsLeft == 1.5)
    }

    @Test func withoutARecentBatchNothingIsPromised() throws {
        let status = status([source("/a.csv")])
        #expect(status.sources.first?.secondsLeft == nil)
        #expect(status.lines(Status.View())[2].contains("–     –"))
        #expect(self.status([source("/a.csv", batches: 2)], pace: 5).sources.first?.secondsLeft == nil)
    }

    @Test func extremeValuesFitEightyColumns() {
        let name = "/data/" + String(repeating: "交易 tëxt🪙", count: 60) + "\u{1B}[2J\n.csv"
        let sources = [source(name, bytes: .max, done: .max / 2, count: .max / 4), source("/b.csv", count: 7)]
        for pace in [nil, 0, 1e-9, 12_345, 1e18] {
            let status = status(
                sources, pace: pace, broker: broker(ready: .max, consumers: .max, dead: .max),
                management: pace == nil ? nil : ManagementReport(queues: [.load: queue(acked: 1e12)], alarms: [name]),
                troubles: [name, "PostgreSQL has not answered for 3 s. " + String(repeating: "why ", count: 80)])
            for width in [80, 40] {
                for line in status.lines(Status.View(width: width)) {
                    #expect(Format.width(line) <= width, "\(line)")
                    #expect(!line.contains("\u{1B}"))
                }
            }
        }
    }

    @Test func longNamesLoseTheirMiddle() {
        let name = "/token_transfers_" + String(repeating: "x", count: 200) + "_000123.csv.gz"
        let line = status([source(name)]).lines(Status.View())[2]
        #expect(line.hasPrefix("token_") && line.contains("…") && line.contains("csv.gz "))
    }

    @Test func coloursChangeNothingButColours() {
        let status = status([source("/a.csv", batches: 2), source("/b.csv")], broker: broker(consumers: 0, dead: 1))
        let coloured = status.lines(Status.View(hasColours: true)).joined(separator: "\n")
        #expect(coloured.contains("\u{1B}[32m") && coloured.contains("\u{1B}[31m"))
        #expect(
            coloured.replacing(/\u{1B}\[[0-9]*m/, with: "") == status.lines(Status.View()).joined(separator: "\n"))
    }

    @Test(arguments: [
        (true, [:] as [String: String], true), (false, [:], false), (true, ["NO_COLOR": "1"], false),
        (true, ["NO_COLOR": ""], true),
        (true, ["TERM": "dumb"], false),
    ])
    func coloursAreForTerminals(_ isTerminal: Bool, _ environment: [String: String], _ hasColours: Bool) {
        #expect(Terminal.hasColours(isTerminal, environment) == hasColours)
    }

    @Test func aListThatIsTooLongShowsWhatIsInProgressAndCountsTheRest() {
        let done = (0..<20).map { source("/done\($0).csv", batches: 2) }
        let lines = status(done + [source("/running.csv")]).lines(Status.View(mostSources: 3))
        #expect(lines.contains { $0.hasPrefix("running.csv") })
        #expect(lines.filter { $0.hasPrefix("done") }.count == 2)
        #expect(lines.contains { $0.hasPrefix("all 21") })
    }

    @Test func blocksAreNotAddedToBytes() {
        let hash = String(repeating: "a", count: 64)
        let range = source("node:dev/1/\(hash)/0-999/\(hash)", bytes: 1000, done: 900)
        let file = source("/a.csv", bytes: 1_000_000_000, done: 100_000_000)
        let total = status([range, file], pace: 10).total
        #expect(total.percent == 50)
        // 900,000,000 bytes at 100 a second take longer than 100 blocks.
        #expect(total.secondsLeft == 9_000_000)
        #expect(status([file]).total.percent == 10)
    }

    @Test func everyKeyIsInTheJSONAndWhatNobodyKnowsIsNull() throws {
        let text = try JSONOutput.line(status([source("/a.csv")], broker: broker()))
        for key in ["records_per_second", "seconds_left", "batches", "error", "unacked", "blocked", "oldest_seconds"] {
            #expect(text.contains(#""\#(key)":null"#), "\(key)")
        }
        for key in ["bytes", "bytes_done", "percent", "ready", "consumers", "dead", "rate_is_estimated"] {
            #expect(text.contains("\"\(key)\":"), "\(key)")
        }
        #expect(text.contains(#""alarms":null,"bulk_phases":[],"has_management":false"#))
    }

    @Test(arguments: [(false, "may have rows twice until `etl bulk finish`"), (true, "but not all indexes")])
    func tellsOfATableInItsBulkPhase(_ hasKey: Bool, _ words: String) throws {
        let phase = BulkPhase(
            kind: .tokenTransfers, starter: .operator, wasEmpty: true, indexes: ["token"], startedAt: 0,
            isSettling: false,
            hasKey: hasKey)
        let status = Status(LedgerReport(bulkPhases: [phase]), nil, nil, flow: StageFlow(), at: 1)
        #expect(status.lines(Status.View(width: 400)).first?.contains(words) == true)
        #expect(try JSONOutput.line(status).contains(#""has_key":\#(hasKey),"started_at":"1970-01-01"#))
    }

    // MARK: Stages

    private func queue(acked: Double?, published: Double? = nil, head: Int? = nil) -> ManagedQueue {
        ManagedQueue(unacked: 4, published: published, acked: acked, headPublishedAt: head)
    }

    @Test func rabbitMQsFiguresGoBeforeEstimates() {
        let management = ManagementReport(
            queues: [.transform: queue(acked: 2, published: 8), .load: queue(acked: 6, head: 900)],
            blocked: [.transform: 2], alarms: [])
        let stages = status([source("/a.csv")], pace: 100, broker: broker(), management: management).stages
        #expect(stages.map(\.batchesPerSecond) == [8, 2, 6])
        #expect(stages.map(\.rateIsEstimated) == [false, false, false])
        #expect(stages.map(\.unacked) == [nil, 4, 4])
        #expect(stages.map(\.blocked) == [false, true, false])
        #expect(stages.map(\.oldestSeconds) == [nil, nil, 100])
        #expect(stages.map(\.waitSecondsEstimate) == [nil, 1.5, 0.5])
    }

    @Test func withoutThemTheLedgerTellsOfTheLoader() {
        let stages = status([source("/a.csv")], pace: 100, broker: broker()).stages
        #expect(stages.map(\.batchesPerSecond) == [nil, nil, 1])
        #expect(stages.map(\.rateIsEstimated) == [false, false, true])
        #expect(stages.map(\.blocked) == [nil, nil, nil])
        #expect(stages.last?.waitSecondsEstimate == 3)
    }

    @Test func twoLooksTellOfTheOthers() {
        var flow = StageFlow()
        let start = ContinuousClock.now
        flow.note(broker(ready: 10), [source("/a.csv")], at: start)
        #expect(flow.batchesPerSecond(.extract) == nil)
        // Both have 2 loaded batches; 5 more wait for the loader, and 5 for the transformer.
        flow.note(broker(ready: 15), [source("/a.csv")], at: start + .seconds(2))
        #expect(flow.batchesPerSecond(.load) == 0)
        #expect(flow.batchesPerSecond(.transform) == 2.5)
        #expect(flow.batchesPerSecond(.extract) == 5)
    }

    @Test func anEmptyQueueKeepsNobodyWaiting() {
        #expect(status([], broker: broker(ready: 0)).stages.map(\.waitSecondsEstimate) == [0, 0, 0])
    }

    @Test(arguments: [
        #"{"messages_unacknowledged":7,"message_stats":{"ack_details":{"rate":1.5},"publish_details":{"rate":2}}}"#,
        #"{"messages_unacknowledged":7,"message_stats":{"ack_details":{"rate":1.5},"publish_details":{"rate":2.0}},"#
            + #""head_message_timestamp":"","arguments":{"x":[1]}}"#,
    ])
    func readsAQueueOfTheManagementAPI(_ text: String) throws {
        let queue = try ManagementClient.decoder.decode(ManagedQueue.self, from: Data(text.utf8))
        #expect(queue == self.queue(acked: 1.5, published: 2).with(unacked: 7))
    }

    @Test func aQueueThatHasNotBeenUsedHasNoRates() throws {
        let queue = try ManagementClient.decoder.decode(ManagedQueue.self, from: Data("{}".utf8))
        #expect(queue == ManagedQueue(unacked: nil, published: nil, acked: nil, headPublishedAt: nil))
    }
}

extension ManagedQueue {
    fileprivate func with(unacked: Int) -> Self {
        Self(unacked: unacked, published: published, acked: acked, headPublishedAt: headPublishedAt)
    }
}
