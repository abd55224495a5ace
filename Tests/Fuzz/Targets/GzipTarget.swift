import Compression
import ETLModels
import Formats
import TestData

/// Gzip, whole and damaged, however the bytes are cut into pieces.
struct GzipTarget: FuzzTarget {
    static let name = "gzip"
    static let summary = "gzip files, read in pieces of any size and from any checkpoint"
    static let inputsInTests = 1500

    private let exports: [[UInt8]]
    private let seeds: [[UInt8]]
    private let file: FuzzedFile
    private let text = Mutator(words: HandMade.csvWords)
    private let mutator = Mutator(
        words: [
            [0x1F, 0x8B], [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255], [0x1F, 0x8B, 8, 0x1F, 0, 0, 0, 0, 0, 0], [0],
            [0, 0, 0, 0],
            Gzip.member([]), Gzip.member(Array("a,b\n".utf8)), [3, 0], [1, 0, 0, 0xFF, 0xFF], [0, 0, 0, 0xFF, 0xFF],
            [0x78, 0x9C],
        ])

    init(_ corpus: Corpus) {
        var random = SeededGenerator(3)
        exports = corpus.exports.map { Array($0.prefix(700)) }
        seeds = exports.map { Gzip.members($0, using: &random) }
        file = FuzzedFile("input.csv.gz", in: corpus)
    }

    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        // Hardly a damaged member is right to its checksum, so some are made of damaged text.
        if Int.random(in: 0..<3, using: &random) == 0 {
            let export = exports.randomElement(using: &random) ?? []
            let text = text.mutate(export, with: exports.randomElement(using: &random) ?? [], &random)
            let padding = [0, 0, 1, 700].randomElement(using: &random) ?? 0
            return Gzip.members(text, using: &random) + [UInt8](repeating: 0, count: padding)
        }
        return mutator.mutate(
            seeds.randomElement(using: &random) ?? [], with: seeds.randomElement(using: &random) ?? [], &random)
    }

    func check(_ input: [UInt8]) throws -> Bool {
        var random = SeededGenerator(Checksum.xxh64(input.span.bytes))
        let whole = try Inflation(input, inputPiece: input.count + 1, outputPiece: 1 << 16)
        for most in [3, 50, 1000] {
            let cut = try Inflation(
                input, inputPiece: Int.random(in: 1...most, using: &random),
                outputPiece: Int.random(in: 1...most, using: &random))
            try expect(cut == whole, "in pieces, it inflates to \(cut), not to \(whole)")
        }
        let members = Gzip.members(input, using: &random)
        let inflated = try Inflation(members, inputPiece: 100, outputPiece: 100)
        try expect(inflated.text == input && inflated.failure == nil, "what was compressed comes out otherwise")
        try checkFile(input, whole, &random)
        return whole.failure == nil
    }

    private func checkFile(_ input: [UInt8], _ inflation: Inflation, _ random: inout SeededGenerator) throws {
        guard let source = try file.describe(input), source.compression == .gzip else { return }
        let isIntact: Bool
        do throws(SourceError) {
            isIntact = try SourceCheck.verify(path: file.path, source: source) { true }
        } catch {
            isIntact = false
        }
        try expect(isIntact == (inflation.failure != "corrupt"), "the check of the source does not see the damage")
        let recordsPerBatch = [1, 3, 1000].randomElement(using: &random) ?? 1
        let whole = try Extraction(file.path, source, recordsPerBatch: recordsPerBatch, pieceSize: 1 << 16)
        try expect(whole.failure == inflation.failure, "a reader says \(whole.failure ?? "nothing") of the damage")
        if whole.error == nil {
            try expect(whole.cuts.reduce(0) { $0 + $1.sourceBytes } == UInt64(input.count), "bytes are not counted")
            try expect(
                whole.records == ReferenceCSV.records(inflation.line).map { RawContents.Entry($0) }, "other records")
        }
        let pieceSize = Int.random(in: 1...200, using: &random)
        let cut = try Extraction(file.path, source, recordsPerBatch: recordsPerBatch, pieceSize: pieceSize)
        try expect(cut.records == whole.records && cut.failure == whole.failure, "in pieces, there are other records")
        guard let start = cut.cuts.indices.randomElement(using: &random), !cut.cuts[start].isLast else { return }
        let rest = try Extraction(
            file.path, source, from: cut.cuts[start].next, recordsPerBatch: recordsPerBatch, pieceSize: pieceSize)
        try expect(
            rest.batches == Array(cut.batches[(start + 1)...]) && rest.failure == cut.failure,
            "in pieces of \(pieceSize), from batch \(start + 1) on, other batches are cut")
    }
}

/// What gzip inflates to, and how it ends.
private struct Inflation: Equatable, CustomStringConvertible {
    var text: [UInt8] = []
    var failure: String?

    /// A bomb of an input's size could be a thousand times as large; more than this is not read.
    private static let limit = 1 << 20

    init(_ bytes: [UInt8], inputPiece: Int, outputPiece: Int) throws {
        var output = [UInt8](repeating: 0, count: outputPiece)
        do throws(InflateError) {
            var inflater = try Inflater()
            var position = 0
            var rests = 0
            var isDone = false
            while !isDone, text.count < Self.limit {
                let range = position..<min(bytes.count, position + inputPiece)
                let step = try inflater.inflate(bytes, range, into: &output, 0..<outputPiece)
                text += output[0..<step.produced]
                position += step.consumed
                isDone = range.isEmpty && step.produced == 0
                rests = step.consumed + step.produced > 0 ? 0 : rests + 1
                guard rests < 3 else { break }
            }
            if position == bytes.count { try inflater.finish() }
            if rests == 3 { failure = "it stands still" }
        } catch {
            failure = Self.name(of: error)
        }
        try expect(failure != "it stands still", "nothing is read and nothing written")
    }

    private static func name(of error: InflateError) -> String {
        switch error {
        case .truncated: "truncated"
        case .corrupt: "corrupt"
        case .trailingBytes: "trailing bytes"
        case .outOfMemory: "out of memory"
        }
    }

    /// The text without a byte order mark.
    var line: [UInt8] { text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text }

    var description: String { "\(text.count) bytes (\(failure ?? "whole"))" }
}
