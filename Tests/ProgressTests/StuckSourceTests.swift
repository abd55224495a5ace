import Bus
import ETLModels
import Testing

@testable import DeadLetters
@testable import ETLCommands
@testable import Ledger
@testable import Progress
@testable import RabbitMQ
@testable import RabbitMQManagement

/// When a status says that nobody works on a source.
struct StuckSourceTests {
    private func source(
        _ uri: String = "/a.csv", quiet: Int, batches: Int? = nil, retiredAt: Int? = nil,
        seen: SourceSighting? = nil, overtakenBy: Int? = nil
    ) -> SourceProgress {
        SourceProgress(
            id: SourceID(uri: uri, size: 1, modified: 0), uri: uri, kind: "tokens", bytes: 1000, bytesDone: 250,
            batches: batches, batchesDone: 2, records: 5, loaded: 5, duplicates: 0, rejected: 0, repaired: 0,
            skipped: 0, retiredAt: retiredAt, lastProgressAt: 5000, secondsWithoutProgress: quiet,
            sighting: seen, secondsOvertaken: overtakenBy)
    }

    private func broker(ready: Stage? = nil, consumers: Int) -> BrokerReport {
        var report = BrokerReport()
        for stage in Stage.allCases {
            report.stages[stage] = BrokerReport.Stage(ready: stage == ready ? 1 : 0, consumers: consumers, dead: 0)
        }
        return report
    }

    private func unacked(_ counts: [Stage: Int] = [:]) -> ManagementReport {
        var report = ManagementReport()
        for stage in Stage.allCases {
            report.queues[stage] = ManagedQueue(
                unacked: counts[stage, default: 0], published: nil, acked: nil, headPublishedAt: nil)
        }
        return report
    }

    private func status(
        _ sources: [SourceProgress], _ broker: BrokerReport?, _ management: ManagementReport? = nil
    ) -> Status {
        Status(LedgerReport(progress: sources), broker, management, flow: StageFlow(), at: 6000)
    }

    @Test func withoutAnyMessageNobodyWorksOnIt() throws {
        for status in [
            status([source(quiet: 720)], broker(consumers: 1), unacked()),
            status([source(quiet: 720)], broker(consumers: 0)),
        ] {
            let source = try #require(status.sources.first)
            #expect(source.status == "stuck" && source.stages == [] && source.secondsWithoutProgress == 720)
            #expect(source.stuck?.hasPrefix("nobody works on it: no queue has a message") == true)
            #expect(!status.isWell && !status.isComplete)
            let lines = status.lines(Status.View(againAtServers: " --broker …"))
            #expect(lines.contains { $0.hasPrefix("/a.csv: nobody works on it") })
            let command = "sources resubmit \(source.sourceId.prefix(13)) --broker …"
            #expect(lines.contains { $0.hasPrefix("Resubmit: ") && $0.hasSuffix(command) }, "\(lines)")
        }
    }

    @Test func aReadyOrUnackedMessageAnywhereMayBeItsOwn() {
        for stage in Stage.allCases {
            for status in [
                status([source(quiet: 90_000)], broker(ready: stage, consumers: 0)),
                status([source(quiet: 90_000)], broker(consumers: 2), unacked([stage: 1])),
            ] {
                #expect(status.sources.first?.status == "in progress" && status.isWell)
                #expect(status.sources.first?.stages == [stage.rawValue])
                let line = status.lines(Status.View(width: 200)).last
                #expect(line == "Longest without progress: /a.csv, 25 h. Its messages are with \(stage.rawValue).")
            }
        }
    }

    @Test func anOvertakenSourceIsLostWhateverTheQueuesHold() throws {
        let (parked, lost) = (source("/parked", quiet: 90_000, overtakenBy: 20), source(quiet: 7200, overtakenBy: 7000))
        for management in [nil, unacked([.extract: 2])] {
            let status = status([parked, lost], broker(ready: .load, consumers: 1), management)
            #expect(status.sources.map(\.status) == ["in progress", "stuck"] && !status.isWell)
            let words = "nobody works on it: its last progress was 2 h ago, and files that were submitted later"
            #expect(status.sources.last?.stuck?.hasPrefix(words) == true && status.sources.last?.stages == [])
        }
    }

    @Test func aSourceThatWaitsBehindOthersIsNotOvertaken() {
        for (overtaken, quiet) in [(nil, 90_000), (-3600, 90_000), (899, 90_000)] as [(Int?, Int)] {
            #expect(
                status([source(quiet: quiet, overtakenBy: overtaken)], broker(ready: .extract, consumers: 1)).isWell)
        }
        let settled = [
            source(quiet: 90_000, batches: 2, overtakenBy: 9000),
            source("/b", quiet: 9, retiredAt: 5, overtakenBy: 9000),
        ]
        #expect(status(settled, broker(consumers: 1)).isWell)
        #expect(status([source(quiet: 90_000, overtakenBy: 9000)], nil).isWell)
    }

    @Test func whatIsSeenIsShownAndNotStuck() throws {
        let waiting = SourceSighting(activity: "waiting", reason: "h: no route", process: "x 7", secondsAgo: 20)
        let checking = SourceSighting(activity: "checking", process: "x 7", secondsAgo: 20)
        for (seen, words) in [
            (waiting, "Its job waits at the broker: h: no route."), (checking, "An extractor is checking it (x 7)."),
        ] {
            let status = status([source(quiet: 90_000, seen: seen)], broker(consumers: 1))
            #expect(status.isWell && status.sources.first?.sighting?.activity == seen.activity)
            #expect(status.lines(Status.View(width: 200)).last?.hasSuffix(words) == true)
        }
        let old = SourceSighting(activity: "checking", process: "x 7", secondsAgo: 3600)
        let status = status([source(quiet: 90_000, seen: old)], broker(consumers: 1))
        #expect(!status.isWell && status.sources.first?.sighting == nil)
    }

    @Test func whatAServiceMayHoldHasLonger() throws {
        let recent = status([source(quiet: 12_000)], broker(consumers: 1))
        #expect(recent.isWell && recent.sources.first?.stages == ["extract", "transform", "load"])
        let old = status([source(quiet: 18_000)], broker(consumers: 1))
        let words = try #require(old.sources.first?.stuck)
        #expect(!old.isWell && words.hasPrefix("no progress for 5 h") && !words.contains("nobody works"))
    }

    @Test func aSourceOfAMomentAgoIsNotStuck() {
        #expect(status([source(quiet: 20)], broker(consumers: 0)).isWell)
    }

    @Test func withoutABrokerNothingIsKnown() {
        let status = status([source(quiet: 90_000)], nil)
        #expect(status.isWell && status.sources.first?.stages == nil)
        #expect(status.sources.first?.lastProgressAt == "1970-01-01T01:23:20Z")
    }

    @Test func completeAndRetiredSourcesAreNotStuck() {
        let sources = [source(quiet: 90_000, batches: 2), source("/b", quiet: 90_000, retiredAt: 5)]
        let status = status(sources, broker(consumers: 0))
        #expect(status.isWell && status.sources.first?.stages == nil)
        #expect(status.sources.first?.secondsWithoutProgress == nil)
    }

    @Test func aDeadLetterExplainsItsOwnSourceOnly() {
        let dead = source("/dead.csv", quiet: 90_000)
        let headers: [String: HeaderValue] = [
            MessageHeader.source: .string("\(dead.id)"), MessageHeader.sequence: .integer(2),
            MessageHeader.reason: .string("malformed"),
        ]
        var broker = broker(consumers: 0)
        broker.found.add(
            DeadLetter(BrowsedMessage(id: "\(dead.id)/2", headers: headers, bodyBytes: 0, body: nil), stage: .load))
        let status = status([dead, source(quiet: 720)], broker)
        #expect(status.sources.map(\.status) == ["incomplete", "stuck"])
    }

    @Test func manyAreCountedAndSomeAreNamed() {
        let sources = (1...25).map { source("/\($0).csv", quiet: 720) }
        let lines = status(sources, broker(consumers: 0)).lines(Status.View())
        #expect(lines.filter { $0.contains("nobody works on it") }.count == 10)
        #expect(lines.contains { $0.hasPrefix("15 more sources are stuck") })
    }
}
