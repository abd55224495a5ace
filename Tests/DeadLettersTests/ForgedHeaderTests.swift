import Bus
import ETLModels
import Progress
import Testing

@testable import DeadLetters
@testable import DisplayText
@testable import ETLCommands
@testable import Ledger
@testable import RabbitMQ

/// Any publisher can put any values into the headers of a letter; no number there crashes a command.
struct ForgedHeaderTests {
    private static let source = SourceID(uri: "/a.csv", size: 10, modified: 0)
    private static let numbers = [
        MessageHeader.sequence, MessageHeader.records, MessageHeader.last, MessageHeader.attempts,
        MessageHeader.replays, MessageHeader.diedAt, "x-death.time", "x-delivery-count",
    ]

    /// A letter with one forged number, or with all of them forged; dead-lettered by a stage, or by the broker.
    private static let forged: [BrowsedMessage] = {
        let texts = [nil, "malformed"]
        let values: [Int64] = [.min, .min + 1, -1, Int64(Int32.max) + 1, .max - 1, .max]
        return texts.flatMap { reason in
            values.flatMap { value in
                (numbers.map { [$0] } + [numbers]).map { message(reason: reason, Dictionary($0, value)) }
            }
        }
    }()

    private static func message(reason: String?, _ forged: [String: HeaderValue]) -> BrowsedMessage {
        var headers = Dictionary(numbers, 1)
        headers[MessageHeader.source] = .string("\(source)")
        headers[MessageHeader.reason] = reason.map { .string($0) }
        return BrowsedMessage(
            id: "\(source)/1", headers: headers.merging(forged) { $1 }, bodyBytes: 2, body: [1, 2])
    }

    private var letters: [DeadLetter] {
        Self.forged.flatMap { message in Stage.allCases.map { DeadLetter(message, stage: $0) } }
    }

    @Test func theyAreListed() throws {
        var census = LetterCensus()
        for letter in letters { census.add(letter) }
        census.sort()
        #expect(try #require(census.lines(at: 1_700_000_000)).count > letters.count)
        #expect(try JSONOutput.document(census.document(at: 1_700_000_000)).contains("\"letters\""))
    }

    @Test func theyAreShown() throws {
        for message in Self.forged {
            let letter = DeadLetter(message, stage: .load)
            let view = LetterView(message, letter, at: 1_700_000_000)
            #expect(view.lines.contains { $0.contains("\(letter.id)") })
            #expect(try JSONOutput.document(view).contains("\(letter.id)"))
        }
    }

    @Test func theyAreReplayed() throws {
        for message in Self.forged {
            let letter = DeadLetter(message, stage: .load)
            let replayed = try #require(LetterReplay.message(message, letter))
            #expect(replayed.headers[MessageHeader.replays] == .integer(Int64(letter.replays) + 1))
            #expect(replayed.headers[MessageHeader.attempts] == .integer(Int64(letter.attempts)))
        }
    }

    @Test func theyAreCountedInTheStateOfTheirSource() throws {
        let progress = SourceProgress(
            id: Self.source, uri: "/a.csv", kind: "tokens", bytes: 1000, bytesDone: 500, batches: nil, batchesDone: 1,
            records: 10, loaded: 10, duplicates: 0, rejected: 0, repaired: 0, skipped: 0)
        for letter in letters {
            let state = SourceState(
                progress, deadLetters: [letter, letter], since: 1_700_000_000, quietFor: .seconds(1000))
            #expect(state.deadRecords >= 0 && state.records >= 10)
            #expect(SourceState.counted([letter], loaded: []) == [letter])
        }
        #expect(SourceState(progress, deadLetters: letters, since: 0, quietFor: .zero).records > 10)
    }

    @Test func longTextsAreShortened() {
        for text in [String(repeating: "x", count: 100_000), "x" + String(repeating: "é🦄", count: 20_000)] {
            let names = [MessageHeader.kind, MessageHeader.uri, MessageHeader.reason, MessageHeader.error]
            let headers = Dictionary(uniqueKeysWithValues: names.map { ($0, HeaderValue.string(text)) })
            let message = BrowsedMessage(id: text, headers: headers, bodyBytes: 0, body: [])
            let letter = DeadLetter(message, stage: .load)
            for short in [letter.messageID, letter.kind ?? "", letter.reason] {
                #expect(252...255 ~= short.utf8.count && text.hasPrefix(short))
            }
            #expect(4093...4096 ~= letter.error.utf8.count && text.hasPrefix(letter.error))
        }
    }

    @Test func reasonsWithoutEndAreCountedTogether() {
        var census = LetterCensus()
        for number in 0..<3000 {
            census.add(DeadLetter(Self.message(reason: "reason \(number % 1500)", [:]), stage: .load))
        }
        #expect(census.groups.count == 1001)
        #expect(census.groups.reduce(0) { $0 + $1.count } == 3000)
        #expect(census.groups.last?.count == 1000)
    }

    @Test func whatCannotBeIsLeftOut() {
        for letter in letters {
            #expect(letter.sequence.map { 0...Int(Int32.max) ~= $0 } ?? true)
            #expect(letter.diedAt.map { (0...253_402_300_799) ~= $0 } ?? true)
            #expect(min(letter.records, letter.attempts, letter.replays) >= 0)
        }
        let message = Self.message(reason: "malformed", [MessageHeader.sequence: .integer(1 << 31)])
        #expect(DeadLetter(message, stage: .load).sequence == nil)
    }
}

extension [String: HeaderValue] {
    fileprivate init(_ names: [String], _ value: Int64) {
        self.init(uniqueKeysWithValues: names.map { ($0, .integer(value)) })
    }
}
