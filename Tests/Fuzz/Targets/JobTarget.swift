import Bus
import ETLModels
import Extraction
import Foundation
import RabbitMQ
import SourceDescriptions
import SourceReading
import TestData

/// Extract jobs: the extractor's input, and its work on an existing file.
struct JobTarget: FuzzTarget {
    static let name = "job"
    static let summary = "messages for the extractor, and the slices that come of them"
    static let inputsInTests = 2500

    private let jobs: [ExtractJob]
    // The folder with the files is deleted with the corpus.
    private let corpus: Corpus
    private let roots: SourceRoots
    private let mutator: Mutator

    init(_ corpus: Corpus) throws {
        self.corpus = corpus
        roots = try SourceRoots([corpus.folder])
        let export = corpus.exports.first { ColumnMap.kind(of: Self.header(of: $0)) == .tokens } ?? []
        var jobs: [ExtractJob] = []
        var paths: [String] = []
        let compressed = Compressor.allCases.map { ("job.csv.\($0)", $0.member(export) + $0.member(export)) }
        for (name, bytes) in [("job.csv", export)] + compressed {
            let file = FuzzedFile(name, in: corpus)
            guard let description = try file.describe(bytes) else { continue }
            paths.append(file.path)
            for position in [SourcePosition.start, SourcePosition(stored: 0, skipped: 64)] {
                let job = ExtractJob(
                    id: Batches.id.source, uri: file.path, kind: .tokens, description: description, batchRecords: 4,
                    start: ExtractJob.Start(sequence: 0, record: 1, position: position), submission: "5eed")
                jobs.append(job)
            }
        }
        self.jobs = jobs
        mutator = Mutator(words: Self.words + paths.map { Array($0.utf8) })
    }

    private static func header(of export: [UInt8]) -> [String] {
        String(decoding: export.prefix { $0 != 0x0A }, as: UTF8.self).split(separator: ",").map(String.init)
    }

    private static let words: [[UInt8]] = [
        "0", "1", "-1", "2147483647", "2147483648", "4294967295", "9223372036854775807", "9223372036854775808",
        "18446744073709551615", "18446744073709551616", "1e3", "1e400", "0.5", "null", "true", "[]", "{}", "[[[[[[[[",
        "\"",
        "\\u0000", "\\ud800", "\\", "/", "/..", "..", "-", "--------", "\u{0}", "🦄", ",", ":", "\"version\":2",
        "\"version\":1,",
        "tokens", "token_transfers", "gzip", "zstd", "bzip2", "xz", "none", "34", "10", "44", "\"skipped\":",
        "\"stored\":", "100000",
        "100001",
    ].map { Array($0.utf8) }

    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        let job = jobs.randomElement(using: &random)
        let isMoved = Int.random(in: 0..<4, using: &random) == 0
        let seed = (try? (isMoved ? job.map { moved($0, &random) } : job)?.message().body) ?? []
        if isMoved { return seed }
        guard Int.random(in: 0..<3, using: &random) > 0 else { return mutator.mutate(seed, with: seed, &random) }
        return replaceValue(in: seed, &random)
    }

    /// The job with other numbers, some of them at their limits.
    private func moved(_ job: ExtractJob, _ random: inout SeededGenerator) -> ExtractJob {
        let position = SourcePosition(
            stored: Bool.random(using: &random) ? 0 : UInt64.random(in: 0...1500, using: &random),
            skipped: Bool.random(using: &random) ? 0 : UInt64.random(in: 0...1500, using: &random))
        let sequences: [UInt32] = [0, 7, 0x7FFF_FFFF]
        let records: [UInt64] = [1, 1000, 0x3FFF_FFFF_FFFF_FFFF]
        let sequence = sequences.randomElement(using: &random) ?? 0
        let record = records.randomElement(using: &random) ?? 1
        return ExtractJob(
            id: Batches.id.source, uri: job.uri, kind: RecordKind.allCases.randomElement(using: &random) ?? .tokens,
            description: job.description, batchRecords: [1, 2, 100_000].randomElement(using: &random) ?? 1,
            start: ExtractJob.Start(sequence: sequence, record: record, position: position), submission: "5eed")
    }

    /// Replaces one value with a word, so that the text remains JSON.
    private func replaceValue(in seed: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        let colons = seed.indices.filter { seed[$0] == 0x3A }
        guard let colon = colons.randomElement(using: &random) else { return seed }
        let isText = seed[colon + 1] == 0x22
        let end = seed[(colon + 2)...].firstIndex { isText ? $0 == 0x22 : !(0x30...0x39).contains($0) } ?? seed.endIndex
        let word = mutator.words.randomElement(using: &random) ?? []
        var job = seed
        if isText {
            let place = Int.random(in: colon + 2...end, using: &random)
            let count = [0, 1, 3, 300, 5000].randomElement(using: &random) ?? 0
            job.insert(
                contentsOf: repeatElement(word, count: word.isEmpty ? 0 : count / word.count + 1).joined(), at: place)
        } else {
            job.replaceSubrange(colon + 1..<end, with: word)
        }
        return job
    }

    func check(_ input: [UInt8]) throws -> Bool {
        let job: ExtractJob
        do throws(StageError) {
            job = try ExtractJob(message: input)
        } catch {
            try expect(error.fault == .batch, "\(error) is not the message's fault")
            return false
        }
        let message = try job.message()
        try expect(try ExtractJob(message: message.body) == job, "a job reads otherwise when it is written again")
        try HeaderTarget.checkSizes(message)
        return try checkSlice(of: job)
    }

    private func checkSlice(of job: ExtractJob) throws -> Bool {
        do {
            var slice = try Slice(job, opener: roots)
            var counts: [SourceID: Int] = [:]
            let sources = Set(job.separated.compactMap(\.sourceID))
            while let message = try slice.nextBatch()?.message {
                let batch = try RawContents(message.body)
                try expect(sources.contains(batch.header.id.source), "a batch belongs to another source")
                try HeaderTarget.checkSizes(message)
                counts[batch.header.id.source, default: 0] += batch.records.count
            }
            try slice.throwIfDamaged()
            try expect(slice.rest == nil, "a slice ends before its file")
            for (end, start) in zip(slice.jobs, job.separated) {
                let count = UInt64(start.sourceID.flatMap { counts[$0] } ?? 0)
                try expect(end.start.record == start.start.record + count, "records are not counted")
            }
            return true
        } catch let error as StageError {
            try expect(error.fault == .batch, "\(error) is not the message's fault")
            return false
        } catch let error as SourceError {
            try expect(!error.mayPass, "\(error) is blamed on the system")
            return false
        }
    }
}
