import Bus
import ETLModels
import Foundation
import RabbitMQ
import SourceDescriptions
import SourceReading
import Synchronization
import TestData
import TestSupport
import Testing

@testable import Extraction

/// Streams that mix kinds, of which all sources are read at once.
@Suite(.timeLimit(.minutes(2))) struct SharedSliceTests {
    /// A stream of items of several types in random order; most are transfers.
    private static func stream(items: Int, seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed)
        var lines: [String] = []
        for number in 0..<items {
            switch Int.random(in: 0..<10, using: &random) {
            case 0: lines.append(#"{"type": "token", "address": "\#(Exports.token)", "symbol": "S\#(number)"}"#)
            case 1: lines.append(#"{"type": "block", "number": \#(number)}"#)
            case 2: lines.append(#"{"symbol": "é", "type": "token", "address": "\#(Exports.token)"}"#)
            case 3: lines.append("")
            default: lines.append(Exports.streamedTransfer(number))
            }
        }
        return Array(lines.joined(separator: "\n").utf8)
    }

    /// The jobs of the sources of a stream, each by itself.
    private static func jobs(of export: Export, batchRecords: Int) throws -> [ExtractJob] {
        let inspection = try SourceInspection(path: export.path)
        return inspection.kinds.enumerated().map { number, kind in
            ExtractJob(
                id: SourceID(words: (7, UInt64(number))), uri: export.path, kind: kind,
                description: inspection.description(for: kind), batchRecords: batchRecords,
                start: ExtractJob.Start(sequence: 0, record: 1, position: .start))
        }
    }

    /// Jobs of one submission for the two sources of a stream.
    static func joinedJobs() throws -> [ExtractJob] {
        let jobs = try jobs(of: try Export(stream(items: 50, seed: 1)), batchRecords: 5)
        return ExtractJob(joining: jobs).separated
    }

    private static func messages(of job: ExtractJob) throws -> [String: Message] {
        var slice = try Slice(job)
        var messages: [String: Message] = [:]
        while let batch = try slice.nextBatch() {
            #expect(messages.updateValue(batch.message, forKey: batch.message.id) == nil)
        }
        try slice.throwIfDamaged()
        let rest = slice.rest
        #expect(rest == nil)
        return messages
    }

    @Test(arguments: 0..<6, [1, 7, 64, 1000])
    func batchesAreThoseOfJobsForOneSourceEach(seed: UInt64, batchRecords: Int) throws {
        let text = Self.stream(items: 300, seed: seed)
        let export = try Export(seed.isMultiple(of: 2) ? text : Gzip.member(text))
        let jobs = try Self.jobs(of: export, batchRecords: batchRecords)
        #expect(jobs.count == 2)
        let alone = try jobs.map(Self.messages).reduce([:]) { $0.merging($1) { $1 } }
        #expect(try Self.messages(of: ExtractJob(joining: jobs)) == alone)
    }

    @Test(arguments: [false, true])
    func eachRestOfAJobYieldsTheRestOfTheBatches(gzip: Bool) throws {
        let text = Self.stream(items: 200, seed: 9)
        let export = try Export(gzip ? Gzip.member(text) : text)
        let job = ExtractJob(joining: try Self.jobs(of: export, batchRecords: 13))
        var left = try Self.messages(of: job)
        var slice = try Slice(job)
        while let rest = slice.rest {
            // The job is encoded and decoded, as on its way over the bus.
            #expect(try Self.messages(of: try ExtractJob(message: try rest.message().body)) == left)
            guard let batch = try slice.nextBatch() else { break }
            left[batch.message.id] = nil
        }
        #expect(left.isEmpty)
    }

    /// Counts the bytes that are read of files.
    private final class CountingOpener: SourceOpener, Sendable {
        let bytes = Atomic(0)

        func open(_ path: String) throws(SourceError) -> any SourceFile {
            CountedFile(file: try SourceRoots.everywhere.open(path), opener: self)
        }
    }

    private struct CountedFile: SourceFile {
        let file: any SourceFile
        let opener: CountingOpener

        var path: String { file.path }
        var size: UInt64 { file.size }
        var modified: Int64 { file.modified }

        func checkUnchanged() throws(SourceError) { try file.checkUnchanged() }

        func readSome(at offset: UInt64, into buffer: inout [UInt8], _ range: Range<Int>) throws(SourceError) -> Int {
            let count = try file.readSome(at: offset, into: &buffer, range)
            opener.bytes.add(count, ordering: .relaxed)
            return count
        }
    }

    @Test func theSpanOfAStreamIsReadOnce() throws {
        let text = Self.stream(items: 20_000, seed: 3)
        let export = try Export(text)
        let opener = CountingOpener()
        var slice = try Slice(
            ExtractJob(joining: try Self.jobs(of: export, batchRecords: 100)), opener: opener)
        while try slice.nextBatch() != nil {}
        try slice.throwIfDamaged()
        // The beginning is also read to recognise the file.
        #expect(opener.bytes.load(ordering: .relaxed) < text.count + text.count / 2)
        let bytesRead = slice.bytesRead
        #expect(bytesRead == text.count)
    }

    @Test(arguments: [1, 20_000, 1 << 40])
    func allBatchesOfAllSourcesArriveOnce(bytes: Int) async throws {
        let export = try Export(Self.stream(items: 600, seed: 5))
        let job = ExtractJob(joining: try Self.jobs(of: export, batchRecords: 20))
        let wanted = try Self.messages(of: job)
        try await TestBus.with { bus in
            try await ExtractHandlerTests.submit(job, bus)
            let service = try await ExtractHandlerTests.service(bus, bytes: bytes, workers: 2)
            let found = try await bus.running(service) { _ in
                let found = try await bus.take(wanted.count, from: "etl.transform")
                while bus.logs.lines("Extracted a source").isEmpty { try await Task.sleep(for: .milliseconds(10)) }
                return found
            }
            #expect(Set(found.map(\.id)) == Set(wanted.keys))
            for message in found { #expect(wanted[message.id]?.body == message.body) }
            for queue in ["etl.transform", "etl.extract", "etl.extract.dead"] {
                #expect(try await bus.depth(of: queue) == 0)
            }
        }
    }

    @Test func eachSourceOfADamagedStreamHasADeadLetterOfItsOwn() async throws {
        let compressed = Gzip.member(Self.stream(items: 20_000, seed: 6))
        let export = try Export(Array(compressed[..<(compressed.count * 3 / 4)]))
        let jobs = try Self.jobs(of: export, batchRecords: 1000)
        try await TestBus.with { bus in
            try await ExtractHandlerTests.submit(ExtractJob(joining: jobs), bus)
            let service = try await ExtractHandlerTests.service(bus, bytes: 1 << 40)
            let letters = try await bus.running(service) { _ in try await bus.take(2, from: "etl.extract.dead") }
            let dead = try letters.map { try ExtractJob(message: $0.body) }
            #expect(Set(dead.map(\.sourceID)) == Set(jobs.map(\.sourceID)))
            #expect(dead.allSatisfy { $0.separated.count == 1 })
            let count = try await bus.depth(of: "etl.transform")
            let batches = try await bus.take(count, from: "etl.transform")
            for job in jobs {
                let numbers = Set(
                    try batches.map { try RawBatch($0.body.span.bytes).header.id }.filter { $0.source == job.sourceID }
                        .map(\.sequence))
                #expect(numbers.count >= 10 && numbers == Set(0..<UInt32(numbers.count)))
            }
            #expect(try await bus.depth(of: "etl.extract") == 0)
        }
    }
}
