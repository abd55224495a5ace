import ETLModels
import TestData

/// The packing of texts: unpacking returns any texts unchanged.
struct PackingTarget: FuzzTarget {
    static let name = "packing"
    static let summary = "texts that are packed into a batch and unpacked again"
    static let inputsInTests = 4000

    private let seeds: [[UInt8]]
    private let mutator = Mutator(words: HandMade.csvWords + HandMade.values)

    init(_ corpus: Corpus) {
        seeds = corpus.exports
    }

    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        mutator.mutate(
            seeds.randomElement(using: &random) ?? [], with: seeds.randomElement(using: &random) ?? [], &random)
    }

    func check(_ input: [UInt8]) throws -> Bool {
        var random = SeededGenerator(Checksum.xxh64(input.span.bytes))
        let texts = Self.cut(input, &random)
        let layout = SourceLayout(format: 1, delimiter: 0x2C, columns: ["a", ""], chain: ChainID(137) ?? .ethereum)
        var builder = RawBatchBuilder(kind: .tokens, layout: layout, limits: BatchLimits(records: 1 << 20))
        var batches: [[UInt8]] = []
        // The check runs twice, because a builder is reused.
        for _ in 0..<2 {
            for text in texts { builder.append(RawRecord(text: text.text.span.bytes, defect: text.defect)) }
            batches.append(builder.finish(id: Batches.id, firstRecord: 1, sourceBytes: 1, isLast: false))
        }
        try expect(batches[0] == batches[1], "the same texts are packed in two ways")
        let records = try RawContents(batches[0]).records
        try expect(records.count == texts.count, "\(texts.count) texts became \(records.count)")
        for (record, text) in zip(records, texts) {
            let kept = text.defect == nil ? text.text : Array(text.text.prefix(1024))
            try expect(record.text == kept && record.defect == text.defect, "a text comes out otherwise")
        }
        return true
    }

    /// Cuts bytes into texts, at lines or anywhere.
    private static func cut(_ input: [UInt8], _ random: inout SeededGenerator) -> [RawContents.Entry] {
        let most = [3, 20, 70, 400, 5000].randomElement(using: &random) ?? 1
        let isByLine = Bool.random(using: &random)
        var texts: [RawContents.Entry] = []
        var rest = input[...]
        while !rest.isEmpty {
            let line = rest.firstIndex(of: 0x0A) ?? rest.endIndex
            let end = isByLine ? line : min(rest.endIndex, rest.startIndex + Int.random(in: 0...most, using: &random))
            let defect = [RecordDefect.tooLong, .holdsRecords].randomElement(using: &random)
            let isDefective = Int.random(in: 0..<30, using: &random) == 0
            texts.append(RawContents.Entry(text: Array(rest[..<end]), defect: isDefective ? defect : nil))
            rest = rest[end...].dropFirst(isByLine ? 1 : 0)
        }
        return texts
    }
}
