import Bus
import ETLModels
import Foundation
import RabbitMQ
import SourceDescriptions
import SourceReading
import Testing

@testable import Extraction

@Suite struct SliceTests {
    /// The messages of a job, and the start of each batch.
    private func cut(_ job: ExtractJob) throws -> (messages: [Message], starts: [ExtractJob.Start]) {
        var slice = try Slice(job)
        var (messages, starts): ([Message], [ExtractJob.Start]) = ([], [])
        while let rest = slice.rest {
            starts.append(rest.start)
            guard let batch = try slice.nextBatch() else { break }
            messages.append(batch.message)
        }
        try slice.throwIfDamaged()
        return (messages, starts)
    }

    @Test(arguments: [false, true])
    func batchesFollowOneAnotherWithoutGaps(gzip: Bool) throws {
        let export = try Export(records: 1000, gzip: gzip)
        let job = try export.job(batchRecords: 64)
        let (messages, _) = try cut(job)
        var (record, bytes): (UInt64, UInt64) = (1, 0)
        for (sequence, message) in messages.enumerated() {
            let header = try RawBatch(message.body.span.bytes).header
            #expect(header.id.sequence == UInt32(sequence))
            #expect(message.id == "\(header.id)")
            #expect(message.headers["etl-uri"] == .string(job.uri))
            #expect(message.headers["etl-records"] == .integer(Int64(header.recordCount)))
            #expect(header.firstRecord == record)
            #expect(header.isLast == (sequence == messages.count - 1))
            record += UInt64(header.recordCount)
            bytes += header.sourceBytes
        }
        #expect(record == 1001)
        #expect(messages.count == 16)
        #expect(bytes == UInt64(try export.bytes.count))
    }

    @Test(arguments: [false, true])
    func everyJobYieldsTheSameBytesAgain(gzip: Bool) throws {
        let export = try Export(records: 500, gzip: gzip)
        let job = try export.job(batchRecords: 30)
        let (messages, starts) = try cut(job)
        #expect(starts.count == messages.count)
        for (place, start) in starts.enumerated() {
            // The job is encoded and decoded, as on its way over the bus.
            let resumed = try ExtractJob(message: try job.starting(at: start).message().body)
            #expect(try cut(resumed).messages == Array(messages[place...]), "from batch \(place)")
        }
    }

    @Test func noBatchHasANumberThatNoneMayHave() throws {
        let export = try Export(records: 3)
        let last = ExtractJob.Start(sequence: UInt32(Int32.max), record: 1, position: .start)
        #expect(try cut(try export.job(batchRecords: 3).starting(at: last)).messages.count == 1)
        let error = #expect(throws: StageError.self) {
            try cut(try export.job(batchRecords: 1).starting(at: last))
        }
        #expect(error?.fault == .batch)
    }

    @Test func anEmptyFileIsOneEmptyLastBatch() throws {
        for text in ["", "address,symbol\n", "address,symbol"] {
            let export = try Export(Array(text.utf8))
            let (messages, _) = try cut(try export.job(batchRecords: 10))
            #expect(messages.count == 1)
            let body = try #require(messages.first).body
            let header = try RawBatch(body.span.bytes).header
            #expect(header.recordCount == 0 && header.isLast && header.id.sequence == 0)
        }
    }

    private func refusal(_ job: ExtractJob) -> SourceError.Reason? {
        do {
            _ = try cut(job)
            return nil
        } catch {
            return (error as? SourceError)?.reason
        }
    }

    @Test func aFileThatIsNotTheOneSubmittedIsRefused() throws {
        let export = try Export(records: 100)
        let job = try export.job(batchRecords: 10)
        let bytes = try export.bytes
        try export.write(bytes + Array("x".utf8))
        #expect(refusal(job) == .sizeChanged(expected: UInt64(bytes.count), found: UInt64(bytes.count + 1)))
        try export.write(Array("symbol,address".utf8) + bytes.dropFirst(14))
        #expect(refusal(job) == .contentChanged)
        try export.write(bytes.dropLast(2) + Array("y\n".utf8))
        #expect(refusal(job) == .timeChanged)
        try FileManager.default.removeItem(atPath: export.path)
        #expect(refusal(job) == .notFound)
    }

    @Test func aFileThatIsWrittenToWhileItIsReadIsRefused() throws {
        let export = try Export(records: 100)
        let job = try export.job(batchRecords: 10)
        var slice = try Slice(job)
        #expect(try slice.nextBatch() != nil)
        let handle = try #require(FileHandle(forWritingAtPath: export.path))
        try handle.seek(toOffset: 100)
        try handle.write(contentsOf: Data("0".utf8))
        try handle.close()
        try FileManager.default.setAttributes([.modificationDate: Date.distantPast], ofItemAtPath: export.path)
        #expect(try slice.nextBatch() == nil)
        let error = #expect(throws: SourceError.self) { try slice.throwIfDamaged() }
        #expect(error?.reason == .timeChanged)
    }

    @Test func aBrokenArrayEndsWithTheNumberOfItsElement() throws {
        let elements = (1...7).map { #"{"address":"0x\#($0)","symbol":"S"}"# }
        let export = try Export(Array("[\(elements.joined(separator: ",")) \(elements[0])]".utf8))
        for batchRecords in [1, 3, 7, 10] {
            let job = try export.job(batchRecords: batchRecords)
            var slice = try Slice(job)
            var records = 0
            while let message = try slice.nextBatch()?.message {
                records += Int(try RawBatch(message.body.span.bytes).header.recordCount)
                let isAtEnd = slice.rest == nil
                #expect(!isAtEnd)
            }
            #expect(records == 7)
            let error = #expect(throws: SourceError.self) { try slice.throwIfDamaged() }
            #expect(error?.description.contains("broken after element 7, in line 1, at byte") == true)
        }
    }

    @Test func aJobWithAnAbsurdPathIsRefused() throws {
        let export = try Export(records: 1)
        let description = try export.job(batchRecords: 1).description
        for path in ["", "\u{0}", "a\u{0}b", String(repeating: "x/", count: 5000), "/", "/dev/null"] {
            let job = ExtractJob(
                id: SourceID(words: (1, 1)), uri: path, kind: .tokens, description: description, batchRecords: 1,
                start: ExtractJob.Start(sequence: 0, record: 1, position: .start))
            #expect(throws: SourceError.self) { _ = try cut(job) }
        }
    }
}
