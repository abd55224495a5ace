import ETLModels
import Parquet
import SourceDescriptions
import SourceReading
import TestData

/// Parquet files: the reader of all columns, and the file as a source of each kind.
struct ParquetTarget: FuzzTarget {
    static let name = "parquet"
    static let summary = "Parquet files, inspected, read from any checkpoint and transformed"
    static let inputsInTests = 1500
    /// A few bytes can claim any number of nulls.
    private static let mostRows: Int64 = 5000

    private let seeds: [[UInt8]]
    private let file: FuzzedFile
    private let mutator = Mutator(words: ParquetInputs.words)

    init(_ corpus: Corpus) {
        seeds = ParquetInputs.all()
        file = FuzzedFile("input.parquet", in: corpus)
    }

    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        let seed = seeds.randomElement(using: &random) ?? []
        guard Int.random(in: 0..<4, using: &random) > 0 else {
            return mutator.mutate(seed, with: seeds.randomElement(using: &random) ?? [], &random)
        }
        // The places that the footer names stay where they are.
        var bytes = seed
        for _ in 0..<Int.random(in: 1...4, using: &random) where bytes.count > 16 {
            let place = Int.random(in: 4..<bytes.count - 8, using: &random)
            let word = mutator.words.randomElement(using: &random) ?? [0]
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
            default:
                for (offset, byte) in word.enumerated() where place + offset < bytes.count - 8 {
                    bytes[place + offset] = byte
                }
            }
        }
        return bytes
    }

    func check(_ input: [UInt8]) throws -> Bool {
        var limits = ParquetLimits()
        limits.groupBytes = 16 << 20
        let values = EveryValue(of: input, limits: limits)
        try expect(values.faults.allSatisfy { !$0.description.isEmpty }, "a fault without words")
        guard let inspection = try file.inspect(input), let outline = inspection.parquetOutline else { return false }
        guard outline.rows <= Self.mostRows else { return true }
        var random = SeededGenerator(Checksum.xxh64(input.span.bytes))
        for kind in RecordKind.allCases {
            let isFit = (try? inspection.requireColumns(of: kind)) != nil
            guard isFit else { continue }
            try FormatCheck(file, inspection.description(for: kind), kind, mayBreakOff: true).run(input, &random)
        }
        return true
    }
}
