import Bus
import ETLModels
import Foundation
import RabbitMQ
import SourceDescriptions
import SourceReading
import TestSupport
import Testing

@testable import Extraction

/// Files that another file replaces, of the same size and time.
@Suite(.timeLimit(.minutes(2))) struct ReplacedFileTests {
    private let export: Export
    private let job: ExtractJob

    init() throws {
        export = try Export(records: 1000)
        job = try export.job(batchRecords: 50)
    }

    /// The same header and the same number of bytes, but other symbols.
    private var others: [UInt8] {
        get throws {
            try export.bytes.map { $0 == UInt8(ascii: "s") ? UInt8(ascii: "t") : $0 }.withHeader("address,symbol")
        }
    }

    private func cut(_ slice: inout Slice, _ most: Int = .max) throws -> [Message] {
        var messages: [Message] = []
        while messages.count < most, let batch = try slice.nextBatch() { messages.append(batch.message) }
        return messages
    }

    /// The messages of the first batches, and the job for the next slice.
    private func firstSlice() throws -> (messages: [Message], rest: ExtractJob) {
        var slice = try Slice(job)
        let messages = try cut(&slice, 3)
        let rest = slice.rest
        return (messages, try #require(rest))
    }

    @Test func theNextSliceDoesNotReadAnotherFile() async throws {
        let rest = try firstSlice().rest
        try export.replace(with: try others)
        try await TestBus.with { bus in
            try await ExtractHandlerTests.submit(rest, bus)
            let dead = try await bus.running(try await ExtractHandlerTests.service(bus, bytes: 1)) { _ in
                try await bus.take(1, from: "etl.extract.dead")
            }
            #expect(dead.first?.headers["etl-reason"] == .string("source-unreadable"))
            let words = "\(dead.first?.headers["etl-error"].map { "\($0)" } ?? "")"
            #expect(words.contains(export.path) && words.contains("its content differs from what was submitted"))
            #expect(try await bus.depth(of: "etl.transform") == 0)
        }
    }

    @Test func aSliceThatIsOpenReadsTheOldFileToItsEnd() throws {
        var whole = try Slice(job)
        let wanted = try cut(&whole)
        var slice = try Slice(job)
        let first = try cut(&slice, 3)
        try export.replace(with: try others)
        #expect(try first + cut(&slice) == wanted)
        try slice.throwIfDamaged()
    }

    @Test func aFileThatIsWrittenOverAndGivenItsTimeAgainIsRefused() async throws {
        var slice = try Slice(job)
        #expect(try cut(&slice, 3).count == 3)
        var status = stat()
        try #require(stat(export.path, &status) == 0)
        // Longer than the file system's clock needs to tick.
        try await Task.sleep(for: .milliseconds(50))
        let handle = try #require(FileHandle(forWritingAtPath: export.path))
        try handle.write(contentsOf: Data(try others))
        try handle.close()
        try #require(utimensat(AT_FDCWD, export.path, [status.st_atim, status.st_mtim], 0) == 0)
        #expect(try cut(&slice).isEmpty)
        let error = #expect(throws: SourceError.self) { try slice.throwIfDamaged() }
        #expect(error?.reason == .contentChanged)
    }

    @Test func anotherModeOfTheFileChangesNothing() async throws {
        var slice = try Slice(job)
        let first = try cut(&slice, 3)
        try await Task.sleep(for: .milliseconds(50))
        try #require(chmod(export.path, 0o640) == 0)
        #expect(try first.count + cut(&slice).count == 20)
        try slice.throwIfDamaged()
    }

    @Test func theSameBytesInAnotherFileAreTheSameSource() throws {
        var whole = try Slice(job)
        let wanted = try cut(&whole)
        let (first, rest) = try firstSlice()
        try export.replace(with: try export.bytes)
        var slice = try Slice(rest)
        #expect(try first + cut(&slice) == wanted)
        try slice.throwIfDamaged()
    }

    @Test func theJobOfAnOlderProgramIsReadAsBefore() throws {
        let body = try job.message().body
        var fields = try #require(JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
        var description = try #require(fields["description"] as? [String: Any])
        #expect(description.removeValue(forKey: "fingerprint") != nil)
        fields["description"] = description
        let older = try ExtractJob(message: [UInt8](try JSONSerialization.data(withJSONObject: fields)))
        #expect(older.description.fingerprint == nil)
        try export.replace(with: try others)
        var slice = try Slice(older)
        #expect(try cut(&slice, 3).count == 3)
        // The jobs that follow it are as it is.
        let rest = slice.rest
        #expect(rest?.description == older.description)
    }
}

extension [UInt8] {
    fileprivate func withHeader(_ header: String) -> [UInt8] { Array(header.utf8) + dropFirst(header.utf8.count) }
}
