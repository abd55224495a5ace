import Bus
import DurableFiles
import Foundation
import SystemPackage
import Testing

@testable import DeadLetters
@testable import RabbitMQ

/// Letters that share an id, in files.
struct LetterFolderTests {
    private let folder: FilePath

    init() throws {
        folder = FilePath(NSTemporaryDirectory()).appending("letter-folder-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    }

    private func remove() { try? FileManager.default.removeItem(atPath: folder.string) }

    private func message(diedAt time: Int64 = 1000) -> BrowsedMessage {
        BrowsedMessage(
            id: "m/7",
            headers: [
                "etl-kind": .string("tokens"), "x-first-death-reason": .string("rejected"),
                "x-death.time": .integer(time),
            ],
            bodyBytes: 3, body: [1, 2, 3])
    }

    /// A letter whose id does not cover its body. The bodies of the tests are smaller than it says.
    private var oversized: BrowsedMessage {
        BrowsedMessage(id: "m/7", headers: message().headers, bodyBytes: 20_000_000, body: nil)
    }

    /// Exports letters in one go, and returns the names of the files.
    @discardableResult
    private func export(_ letters: [(message: BrowsedMessage, body: [UInt8])]) throws -> [String] {
        var files = LetterFolder(folder)
        for (message, body) in letters {
            try files.write(message, body: .bytes(body), DeadLetter(message, stage: .load))
        }
        return try FileManager.default.contentsOfDirectory(atPath: folder.string).sorted()
    }

    private func names(_ id: LetterID, _ suffixes: String...) -> [String] {
        suffixes.flatMap { ["\(id)\($0).body", "\(id)\($0).json"] }.sorted()
    }

    @Test func eachOfIdenticalLettersHasItsFilesAndHasThemOnce() throws {
        defer { remove() }
        let letters = Array(repeating: (message: message(), body: [UInt8]([1, 2, 3])), count: 3)
        let id = LetterID(message(), stage: .load)
        for _ in 0..<2 { #expect(try export(letters) == names(id, "", "-2", "-3")) }
        let read = try LetterImport.names(in: folder)
        #expect(read == ["\(id)", "\(id)-2", "\(id)-3"])
        for name in read { #expect(try LetterFile.read(name, from: folder).message.body == [1, 2, 3]) }
        #expect(throws: LetterError.self) { try LetterFile.read("\(id)-4", from: folder) }
    }

    @Test func differentBodiesUnderOneIdHaveTheirFilesInAnyOrder() throws {
        defer { remove() }
        let letter = oversized
        let id = LetterID(letter, stage: .load)
        let bodies: [[UInt8]] = [[1], [2], [3]]
        let expected = names(id, "", "-2", "-3")
        let letters = bodies.map { (message: letter, body: $0) }
        #expect(try export(letters) == expected)
        #expect(try export(letters.reversed()) == expected)
        let found = try ["", "-2", "-3"].map { try SyncedFile.read(folder.appending("\(id)\($0).body")) }
        #expect(found == bodies)
    }

    @Test func lettersThatDiedAtOtherTimesAreDifferent() throws {
        defer { remove() }
        let letters = (Int64(0)..<3).map { (message: message(diedAt: 1000 + $0), body: [UInt8]([1, 2, 3])) }
        let id = LetterID(message(), stage: .load)
        try export([letters[1]])
        let expected = names(id, "", "-2", "-3")
        for _ in 0..<2 { #expect(try export(letters) == expected) }
        #expect(try export(letters.reversed()) == expected)
    }

    @Test func whatIsThereWithOtherContentStays() throws {
        defer { remove() }
        let id = LetterID(message(), stage: .load)
        let (body, metadata) = (folder.appending("\(id).body"), folder.appending("\(id)-2.json"))
        try SyncedFile.write([9, 9, 9], to: body)
        try SyncedFile.write([8], to: metadata)
        for _ in 0..<2 {
            #expect(
                try export([(message(), [1, 2, 3])])
                    == ["\(id)-2.json", "\(id)-3.body", "\(id)-3.json", "\(id).body"])
        }
        #expect(try SyncedFile.read(body) == [9, 9, 9])
        #expect(try SyncedFile.read(metadata) == [8])
    }

    @Test func anExportThatWasBrokenOffIsCompleted() throws {
        defer { remove() }
        let id = LetterID(message(), stage: .load)
        try export([(message(), [1, 2, 3])])
        for missing in ["\(id).json", "\(id).body"] {
            try FileManager.default.removeItem(atPath: folder.appending(missing).string)
            #expect(try export([(message(), [1, 2, 3])]) == names(id, ""))
        }
    }

    @Test func aLinkUnderTheNameIsNotFollowed() throws {
        defer { remove() }
        let id = LetterID(message(), stage: .load)
        let target = folder.appending("target")
        try SyncedFile.write([1, 2, 3], to: target)
        try FileManager.default.createSymbolicLink(
            atPath: folder.appending("\(id).body").string, withDestinationPath: target.string)
        #expect(try export([(message(), [1, 2, 3])]) == (names(id, "-2") + ["\(id).body", "target"]).sorted())
    }

    @Test func anImportRestoresAsManyAsAreMissing() throws {
        defer { remove() }
        let id = LetterID(message(), stage: .load)
        try export(Array(repeating: (message: message(), body: [UInt8]([1, 2, 3])), count: 3))
        var wanted = WantedLetters(try LetterImport.names(in: folder), in: folder)
        #expect(wanted.missing.count == 3)
        try wanted.strikeOut(id, body: nil)
        #expect(wanted.missing == ["\(id)", "\(id)-2"])
        for _ in 0..<3 { try wanted.strikeOut(id, body: nil) }
        try wanted.strikeOut(LetterID(value: 1), body: nil)
        #expect(wanted.missing.isEmpty)
    }

    @Test func anImportTellsOversizedLettersApartByTheirBodies() throws {
        defer { remove() }
        let letter = oversized
        let id = LetterID(letter, stage: .load)
        let bodies = try (UInt8(1)...3).map { number -> FileBody in
            let path = folder.appending("content\(number)")
            try SyncedFile.write([number], to: path)
            return try FileBody(path: path.string)
        }
        var files = LetterFolder(folder)
        for body in bodies.prefix(2) {
            try files.write(letter, body: .file(body), DeadLetter(letter, stage: .load))
        }
        var wanted = WantedLetters(try LetterImport.names(in: folder), in: folder)
        try wanted.strikeOut(id, body: bodies[2])
        #expect(wanted.missing == ["\(id)", "\(id)-2"])
        try wanted.strikeOut(id, body: bodies[0])
        #expect(wanted.missing == ["\(id)-2"])
    }
}
