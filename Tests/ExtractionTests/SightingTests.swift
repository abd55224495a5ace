import Bus
import Foundation
import RabbitMQ
import TestSupport
import Testing

@testable import Extraction

/// What an extractor reports of its sources.
@Suite(.timeLimit(.minutes(2))) struct SightingTests {
    @Test func tellsWhatIsInHandAndWhatHasBegunToWait() throws {
        let board = SightingBoard()
        #expect(board.report(by: "x") == nil)
        let (first, second) = (try Export(records: 1), try Export(records: 2))
        let (long, link) = (try first.job(batchRecords: 10), try second.job(batchRecords: 10))
        let number = board.take(long, publishedAt: 100)
        board.note(.checking, number)
        let other = board.take(link, publishedAt: 90)
        board.wait(link, for: StageError(.source, reason: "source-unreadable", "no\u{1B} route"))
        board.putDown(other)
        let report = try #require(board.report(by: "x"))
        #expect(report.takenUntil == 100)
        #expect(report.sightings.map(\.activity) == [.checking, .waiting])
        #expect(report.sightings.map(\.reason) == [nil, "no· route"])
        // Only what is still in hand.
        let next = try #require(board.report(by: "x"))
        let id = try #require(long.sourceID)
        #expect(next.takenUntil == nil && next.sightings.map(\.source) == ["\(id)"])
        board.putDown(number)
        #expect(board.report(by: "x") == nil)
    }

    @Test func aReportThatWasNotPublishedComesAgain() throws {
        let board = SightingBoard()
        let (waiting, taken) = (
            try Export(records: 1).job(batchRecords: 10), try Export(records: 2).job(batchRecords: 10)
        )
        for job in [waiting, taken] {
            let number = board.take(job, publishedAt: 100)
            board.wait(job, for: StageError(.source, reason: "source-unreadable", "no route"))
            board.putDown(number)
        }
        let lost = try #require(board.report(by: "x"))
        let number = board.take(taken, publishedAt: 90)
        board.restore(lost)
        let report = try #require(board.report(by: "x"))
        #expect(report.takenUntil == 100)
        #expect(report.sightings.map(\.activity) == [.reading, .waiting])
        #expect(report.sightings.last?.source == waiting.sourceID.map { "\($0)" })
        board.putDown(number)
    }

    @Test func aPublisherWhoseClockIsAheadMakesNoJobYounger() throws {
        let board = SightingBoard()
        let job = try Export(records: 1).job(batchRecords: 10)
        board.putDown(board.take(job, publishedAt: .max))
        let taken = try #require(board.report(by: "x")?.takenUntil)
        #expect(Double(taken) <= Date.now.timeIntervalSince1970)
    }

    @Test func manySightingsAreSeveralMessages() throws {
        let sightings = (0..<2500).map {
            SightingReport.Sighting(
                UUID().uuidString.lowercased(), .waiting, reason: String(repeating: "\"", count: $0))
        }
        let messages = try SightingReport(process: "x", takenUntil: 7, sightings: sightings).messages()
        let read = try messages.map { try SightingReport(message: $0.body) }
        #expect(messages.count == 3 && read.flatMap(\.sightings) == sightings)
        #expect(read.allSatisfy { $0.takenUntil == 7 })
    }

    @Test func theReportFollowsTheBatches() async throws {
        let job = try Export(records: 100).job(batchRecords: 1000)
        try await TestBus.with { bus in
            let board = SightingBoard()
            _ = board.take(job, publishedAt: 100)
            let reporter = SightingReporter(board: board, publisher: bus.publisher, logger: bus.logger)
            await reporter.report(by: "x")
            await reporter.report(by: "x")
            let taken = try await bus.take(2, from: "etl.transform")
            #expect(taken.allSatisfy { $0.isSightingReport })
            #expect(try taken.map { try SightingReport(message: $0.body).takenUntil } == [100, nil])
        }
    }
}
