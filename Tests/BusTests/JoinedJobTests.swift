import Bus
import ETLModels
import Foundation
import RabbitMQ
import SourceDescriptions
import Testing

/// Jobs for several sources of one stream.
@Suite struct JoinedJobTests {
    private func job(
        _ number: UInt64, _ kind: RecordKind, format: SourceFormat = .stream, uri: String = "/a.ndjson",
        batchRecords: Int = 10, size: UInt64 = 100
    ) -> ExtractJob {
        ExtractJob(
            id: SourceID(words: (1, number)), uri: uri, kind: kind,
            description: SourceDescription(
                format: format, compression: .none, delimiter: 0, columns: ["type", kind.name], size: size, modified: 5),
            batchRecords: batchRecords,
            start: ExtractJob.Start(sequence: UInt32(number), record: number + 1, position: .start))
    }

    @Test func theJobsComeBackOneByOne() throws {
        let (tokens, transfers) = (job(1, .tokens), job(2, .tokenTransfers))
        let message = try ExtractJob(joining: [tokens, transfers]).message()
        #expect(message.id == "00000000-0000-0001-0000-000000000001/1")
        let found = try ExtractJob(message: message.body).separated
        #expect(found.map(\.sourceID) == [tokens.sourceID, transfers.sourceID])
        #expect(found.map(\.start) == [tokens.start, transfers.start])
        #expect(found.map(\.description) == [tokens.description, transfers.description])
        #expect(found.allSatisfy { $0.submission == tokens.submission })
        #expect(try found.map { try ExtractJob(message: $0.message().body).separated.count } == [1, 1])
        #expect(tokens.separated == [tokens])
    }

    @Test func olderProgramsRefuseThem() throws {
        #expect(try ExtractJob(message: ExtractJob(joining: [job(1, .tokens)]).message().body).version == 1)
        let joined = ExtractJob(joining: [job(1, .tokens), job(2, .tokenTransfers)])
        #expect(try ExtractJob(message: joined.message().body).version == 3)
    }

    @Test func damageAndReplaysAreThoseOfAll() throws {
        var joined = ExtractJob(joining: [job(1, .tokens), job(2, .tokenTransfers)])
        joined.damage = SourceDamage(member: 0, offset: 7, what: "cut")
        joined.isVerified = true
        let found = try ExtractJob(message: try joined.message().body).replayed(as: "again").separated
        #expect(found.map(\.damage) == [joined.damage, joined.damage])
        #expect(found.map(\.isVerified) == [true, true])
        #expect(found.map(\.submission) == ["again", "again"])
    }

    @Test func onlyJobsThatReadTheSameStreamAlikeAreJoined() {
        let tokens = job(1, .tokens)
        #expect(tokens.canBeJoined(with: job(2, .tokenTransfers)))
        let others = [
            job(2, .tokens), job(1, .tokenTransfers), job(2, .tokenTransfers, format: .ndjson),
            job(2, .tokenTransfers, uri: "/b.ndjson"), job(2, .tokenTransfers, batchRecords: 11),
            job(2, .tokenTransfers, size: 101),
        ]
        for other in others { #expect(!tokens.canBeJoined(with: other)) }
    }

    @Test func companionsOfAnotherStreamAreTheMessagesFault() throws {
        let strangers = [
            [job(1, .tokens), job(1, .tokenTransfers)], [job(1, .tokens), job(2, .tokens)],
            [job(1, .tokens), job(2, .tokenTransfers, uri: "/b.ndjson")],
            [job(1, .tokens), ExtractJob(joining: [job(2, .tokenTransfers), job(3, .tokens)])],
            [job(1, .tokens), job(2, .tokenTransfers, batchRecords: 0)],
        ]
        for jobs in strangers {
            let body = try ExtractJob(joining: jobs).message().body
            let error = #expect(throws: StageError.self) { try ExtractJob(message: body) }
            #expect(error?.reason == "malformed")
        }
    }
}
