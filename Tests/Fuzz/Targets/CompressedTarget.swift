import Compression
import ETLModels
import SourceDescriptions
import SourceReading
import TestData

/// Compressed files, intact and damaged, cut into any pieces.
struct CompressedTarget<Decoder: MemberDecoder & SendableMetatype & ~Copyable>: FuzzTarget {
    static var name: String { Decoder.name }
    static var summary: String { "\(name) files, read in pieces of any size and from any checkpoint" }
    static var inputsInTests: Int { 500 }

    private let compressor: Compressor
    private let exports: [[UInt8]]
    private let seeds: [[UInt8]]
    private let file: FuzzedFile
    private let text = Mutator(words: HandMade.csvWords)
    private let mutator: Mutator

    init(_ corpus: Corpus) throws {
        guard let compressor = Compressor(rawValue: Decoder.name) else {
            throw Finding("there is nothing that makes \(Decoder.name)")
        }
        var random = SeededGenerator(3)
        self.compressor = compressor
        exports = corpus.exports.map { Array($0.prefix(700)) }
        seeds = exports.map { compressor.members($0, using: &random) }
        mutator = Mutator(words: HandMade.words(of: compressor))
        file = FuzzedFile("input.csv.\(Decoder.name)", in: corpus)
    }

    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        // The checksum of a damaged member is nearly always wrong, so some members compress damaged text.
        if Int.random(in: 0..<3, using: &random) == 0 {
            let export = exports.randomElement(using: &random) ?? []
            let text = text.mutate(export, with: exports.randomElement(using: &random) ?? [], &random)
            let padding = compressor == .gzip ? [0, 0, 1, 700].randomElement(using: &random) ?? 0 : 0
            return compressor.members(text, using: &random) + [UInt8](repeating: 0, count: padding)
        }
        return mutator.mutate(
            seeds.randomElement(using: &random) ?? [], with: seeds.randomElement(using: &random) ?? [], &random)
    }

    func check(_ input: [UInt8]) throws -> Bool {
        var random = SeededGenerator(Checksum.xxh64(input.span.bytes))
        let whole = try Decompression<Decoder>(input, inputPiece: input.count + 1, outputPiece: 1 << 16)
        for most in [3, 50, 1000] {
            let cut = try Decompression<Decoder>(
                input, inputPiece: Int.random(in: 1...most, using: &random),
                outputPiece: Int.random(in: 1...most, using: &random))
            try expect(cut.agrees(with: whole), "in pieces, it decompresses to \(cut), not to \(whole)")
        }
        let members = compressor.members(input, using: &random)
        let result = try Decompression<Decoder>(members, inputPiece: 100, outputPiece: 100)
        try expect(result.text == input && result.failure == nil, "what was compressed comes out otherwise")
        if !whole.isCut { try checkFile(input, whole, &random) }
        return whole.failure == nil
    }

    private func checkFile(_ input: [UInt8], _ content: Decompression<Decoder>, _ random: inout SeededGenerator) throws
    {
        guard let source = try file.describe(input), source.compression.rawValue == Decoder.name else { return }
        var damage: SourceDamage?
        if case .damaged(let found) = try SourceCheck.verify(path: file.path, source: source) { damage = found }
        try expect(
            (damage != nil) == (content.failure == "corrupt"), "the check of the source does not see the damage")
        let recordsPerBatch = [1, 3, 1000].randomElement(using: &random) ?? 1
        let read = { position, pieceSize in
            try ReadSource(
                file.path, source, from: position, damage: damage, recordsPerBatch: recordsPerBatch,
                pieceSize: pieceSize)
        }
        let whole = try read(.start, 1 << 16)
        try check(whole, against: content, soundBytes: damage.map { Array(input.prefix(Int($0.member))) }, of: input)
        let pieceSize = Int.random(in: 1...200, using: &random)
        let cut = try read(.start, pieceSize)
        try expect(cut.agrees(with: whole), "in pieces, there are other records")
        guard let start = cut.cuts.indices.randomElement(using: &random), !cut.cuts[start].isLast else { return }
        let rest = try read(cut.cuts[start].next, pieceSize)
        try expect(
            rest.batches == Array(cut.batches[(start + 1)...]) && rest.failure == cut.failure,
            "in pieces of \(pieceSize), from batch \(start + 1) on, other batches are cut")
    }
    /// Compares what a reader delivers with a plain reading of the text.
    ///
    /// - Parameter soundBytes: the members before the damage, which are all that a reader delivers of a damaged file.
    private func check(
        _ whole: ReadSource, against content: Decompression<Decoder>, soundBytes: [UInt8]?, of input: [UInt8]
    ) throws {
        let sound = try soundBytes.map {
            try Decompression<Decoder>($0, inputPiece: $0.count + 1, outputPiece: 1 << 16)
        }
        let plain = PlainSource((sound ?? content).line)
        var isOfText = content.failure == nil && whole.error?.reason == plain.end
        if case .anotherExport = plain.end { isOfText = whole.error?.reason == plain.end }
        try expect(
            isOfText || whole.failure == content.failure, "a reader says \(whole.failure ?? "nothing") of the damage")
        if whole.error == nil {
            try expect(whole.cuts.reduce(0) { $0 + $1.sourceBytes } == UInt64(input.count), "bytes are not counted")
        }
        if isOfText {
            try expect(whole.records == plain.records, "other records")
        } else if sound != nil {
            try expect(plain.records.starts(with: whole.records), "other records before the damage")
        }
    }
}
