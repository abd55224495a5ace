import Bus
import DurableFiles
import Foundation
import SystemPackage
import Testing

@testable import DeadLetters
@testable import RabbitMQ

/// Letters with more bytes than a stage accepts.
struct LargeLetterTests {
    private let folder: FilePath
    private static let bytes = Message.maximumBodyBytes + 1

    init() throws {
        folder = FilePath(NSTemporaryDirectory()).appending("large-letters-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    }

    private func remove() { try? FileManager.default.removeItem(atPath: folder.string) }

    private func letter() throws -> BrowsedMessage {
        let path = folder.appending("content")
        let body = [UInt8](unsafeUninitializedCapacity: Self.bytes) { buffer, count in
            for place in buffer.indices { buffer[place] = UInt8(truncatingIfNeeded: place &* 31) }
            count = Self.bytes
        }
        try SyncedFile.write(body, to: path)
        return BrowsedMessage(
            id: "m/7", headers: ["etl-kind": .string("tokens"), "x-first-death-reason": .string("rejected")],
            bodyBytes: Self.bytes, body: nil, largeBody: try FileBody(path: path.string))
    }

    @Test func itsIdIsTheSameWithAndWithoutItsBody() throws {
        defer { remove() }
        let letter = try letter()
        var bare = letter
        bare.largeBody = nil
        #expect(LetterID(letter, stage: .load) == LetterID(bare, stage: .load))
        let body = try #require(letter.largeBody)
        let message = Message(id: letter.id, headers: letter.headers, largeBody: body)
        #expect(LetterID(message, stage: .load) == LetterID(letter, stage: .load))
    }

    @Test func isReplayedWithItsBody() throws {
        defer { remove() }
        let letter = try letter()
        let replayed = try #require(LetterReplay.message(letter, DeadLetter(letter, stage: .load)))
        #expect(replayed.largeBody == letter.largeBody && replayed.bodyBytes == Self.bytes)
        #expect(replayed.headers["x-first-death-reason"] == nil)
    }

    @Test func comesBackFromItsFilesAndADamagedOneDoesNot() throws {
        defer { remove() }
        let original = try letter()
        let letter = DeadLetter(original, stage: .load)
        #expect(letter.reason == "oversized")
        let content = try #require(original.largeBody)
        var files = LetterFolder(folder)
        try files.write(original, body: .file(content), letter)
        #expect(try LetterImport.names(in: folder) == ["\(letter.id)"])
        let (stage, message) = try LetterFile.read("\(letter.id)", from: folder)
        #expect(stage == .load && message.id == "m/7" && message.headers == original.headers)
        let restored = try #require(message.largeBody)
        #expect(try LargeLetters.checksum(of: restored) == LargeLetters.checksum(of: content))
        let path = folder.appending("\(letter.id).body")
        let body = try SyncedFile.read(path)
        for damaged in [Array(body.dropLast()), Array(body.dropLast()) + [body[body.count - 1] ^ 1], []] {
            try SyncedFile.write(damaged, to: path)
            #expect(throws: LetterError.self) { try LetterFile.read("\(letter.id)", from: folder) }
        }
        try FileManager.default.removeItem(atPath: path.string)
        #expect(throws: LetterError.self) { try LetterFile.read("\(letter.id)", from: folder) }
    }
}
