import ArgumentParser
import Bus
import DurableFiles
import ETLModels
import Foundation
import SystemPackage
import Testing

@testable import DeadLetters
@testable import DisplayText
@testable import ETLCommands
@testable import RabbitMQ

struct DeadLetterTests {
    private static let headers: [String: HeaderValue] = [
        "etl-source": .string("00000000-0000-0001-0000-000000000002"), "etl-sequence": .integer(7),
        "etl-kind": .string("tokens"), "etl-records": .integer(10), "etl-stage": .string("load"),
        "etl-reason": .string("checksum-mismatch"), "etl-error": .string("words"), "etl-died-at": .integer(1000),
        "etl-attempts": .integer(3), "etl-last": .integer(0),
    ]

    private func message(
        _ headers: [String: HeaderValue] = headers, body: [UInt8]? = [1, 2, 3], bytes: Int = 3
    ) -> BrowsedMessage {
        BrowsedMessage(id: "m/7", headers: headers, bodyBytes: bytes, body: body)
    }

    private func with(_ name: String, _ value: HeaderValue?) -> BrowsedMessage {
        var headers = Self.headers
        headers[name] = value
        return message(headers)
    }

    // MARK: Ids

    @Test func theIdIsTheLettersAlone() {
        let id = LetterID(message(), stage: .load)
        #expect(id.description.count == 16)
        #expect(LetterID(with("x-delivery-count", .integer(9)), stage: .load) == id)
        let others = [
            LetterID(message(), stage: .transform), LetterID(with("etl-replays", .integer(1)), stage: .load),
            LetterID(message(body: [1, 2, 4]), stage: .load), LetterID(message(body: nil), stage: .load),
            LetterID(message(body: nil, bytes: 4), stage: .load),
        ]
        #expect(Set(others + [id]).count == 6)
    }

    @Test func aPrefixStandsForOneLetter() throws {
        let ids: [UInt64] = [0xABCD_0000_0000_0000, 0xABCE_0000_0000_0000, 0xABCE_1000_0000_0000]
        func search(_ prefixes: String...) throws(LetterError) -> Set<LetterID> {
            var search = LetterSearch(prefixes.compactMap { LetterPrefix($0) })
            for id in ids { search.note(LetterID(value: id)) }
            return try search.ids()
        }
        #expect(try search("ABCD", "abce1") == [LetterID(value: ids[0]), LetterID(value: ids[2])])
        #expect(throws: LetterError.self) { try search("abce") }
        #expect(throws: LetterError.self) { try search("abcd", "ffff") }
        for wrong in ["abc", "abcg", "", "00000000000000000"] { #expect(LetterPrefix(wrong) == nil) }
    }

    // MARK: Death

    @Test func tellsWhatTheBrokerGaveUpAndWhy() {
        let given = message([
            "x-first-death-reason": .string("delivery_limit"), "x-death.time": .integer(500),
            "etl-attempts": .integer(2),
        ])
        let letter = DeadLetter(given, stage: .load)
        #expect(letter.reason == "delivery-limit" && letter.diedAt == 500)
        #expect(letter.attempts == 2 + Stage.workQueueDeliveryLimit + 1)
        #expect(DeadLetter(message([:]), stage: .load).reason == "unknown")
        let large = message(["x-first-death-reason": .string("rejected")], body: nil, bytes: 20_000_000)
        #expect(DeadLetter(large, stage: .load).reason == "oversized")
        #expect(DeadLetter(large, stage: .load).error.contains("20000000"))
    }

    @Test func aReplayedMessageKeepsItsIdentityAndItsCounts() throws {
        var headers = Self.headers
        headers["x-death.count"] = .integer(1)
        headers["etl-replays"] = .integer(1)
        let original = message(headers)
        let replayed = try #require(LetterReplay.message(original, DeadLetter(original, stage: .load)))
        #expect(replayed.id == "m/7" && replayed.body == [1, 2, 3])
        var kept = replayed.headers
        guard case .string? = kept.removeValue(forKey: "etl-replay") else {
            Issue.record("the replay has no name")
            return
        }
        #expect(
            kept == [
                "etl-source": .string("00000000-0000-0001-0000-000000000002"), "etl-sequence": .integer(7),
                "etl-kind": .string("tokens"), "etl-records": .integer(10), "etl-last": .integer(0),
                "etl-attempts": .integer(3), "etl-replays": .integer(2),
            ])
        #expect(LetterReplay.message(message(body: nil), DeadLetter(original, stage: .load)) == nil)
    }

    @Test func aReasonIsSelectedByItsFirstWords() throws {
        let letter = DeadLetter(with("etl-reason", .string("constraint 23514 mine")), stage: .load)
        for (reason, isSelected) in [
            ("constraint 23514 mine", true), ("constraint 23514", true), ("constraint", true),
            ("constraint 2351", false),
            ("mine", false), ("constraint 23514 mine too", false),
        ] {
            let filter = LetterFilter(reason: reason)
            #expect(filter.accepts(letter) == isSelected, "\(reason)")
        }
    }

    // MARK: Lists

    @Test func lettersAreCountedByStageAndReason() throws {
        var census = LetterCensus()
        census.add(DeadLetter(with("etl-died-at", .integer(2000)), stage: .load))
        census.add(DeadLetter(message(), stage: .load))
        census.add(DeadLetter(with("etl-reason", .string("malformed")), stage: .extract))
        census.sort()
        #expect(census.groups.map(\.stage) == [.extract, .load])
        #expect(census.groups.last?.count == 2)
        #expect(census.groups.last?.first == 1000 && census.groups.last?.last == 2000)
        #expect(census.letters.map(\.diedAt) == [1000, 1000, 2000])
        #expect(try #require(census.lines(at: 3000)).contains { $0.hasSuffix("33 min  checksum-mismatch") })
    }

    @Test func theKeysForScriptsAreAlwaysThere() throws {
        var census = LetterCensus()
        census.add(DeadLetter(message([:]), stage: .load))
        let text = try JSONOutput.document(census.document(at: 3000))
        let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let letter = try #require((document["letters"] as? [[String: Any]])?.first)
        #expect(
            Set(letter.keys) == [
                "id", "stage", "kind", "source_id", "uri", "sequence", "records", "attempts", "replays", "reason",
                "error",
                "died_at", "age_seconds", "bytes",
            ])
        #expect(letter["died_at"] is NSNull)
        let group = try #require((document["groups"] as? [[String: Any]])?.first)
        #expect(Set(group.keys) == ["stage", "reason", "count", "first", "last"])
        #expect(Format.moment(1000) == "1970-01-01T00:16:40Z")
    }

    // MARK: Files

    @Test func aLetterComesBackFromItsFilesAndADamagedOneDoesNot() throws {
        let folder = FilePath(NSTemporaryDirectory()).appending("letters-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        let original = message()
        let letter = DeadLetter(original, stage: .load)
        var files = LetterFolder(folder)
        try files.write(original, body: .bytes([1, 2, 3]), letter)
        #expect(try LetterImport.names(in: folder) == ["\(letter.id)"])
        let (stage, read) = try LetterFile.read("\(letter.id)", from: folder)
        #expect(stage == .load && read == Message(id: "m/7", headers: Self.headers, body: [1, 2, 3]))
        for name in ["\(letter.id).json", "\(letter.id).body"] {
            let path = folder.appending(name)
            let bytes = try SyncedFile.read(path)
            for place in stride(from: 0, to: bytes.count, by: 7) {
                var damaged = bytes
                damaged[place] ^= 1
                try SyncedFile.write(damaged, to: path)
                // A changed file may still mean the same: a space in the JSON.
                let found = try? LetterFile.read("\(letter.id)", from: folder)
                #expect(found.map { LetterID($0.message, stage: $0.stage) == letter.id } ?? true)
                if name.hasSuffix(".body") { #expect(found == nil) }
            }
            try SyncedFile.write(bytes, to: path)
        }
    }
}
