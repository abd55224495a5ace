import TestData

/// Inputs for readers of batches: batches of mutated exports, or damaged batches.
struct BatchInputs {
    /// Builds a batch from an export; nil if it contains nothing for a batch.
    typealias Encoding = (_ export: [UInt8], _ random: inout SeededGenerator) -> [UInt8]?

    private let exports: [[UInt8]]
    private let seeds: [[UInt8]]
    private let encoding: Encoding
    private let text = Mutator(words: HandMade.csvWords + HandMade.values)
    private let mutator = Mutator(words: Batches.words)

    init(_ corpus: Corpus, seed: UInt64, _ encoding: @escaping Encoding) {
        exports = corpus.exports
        self.encoding = encoding
        var random = SeededGenerator(seed)
        seeds = corpus.exports.compactMap { encoding($0, &random) }
    }

    /// - Parameter fit: changes a damaged batch again before its checksum is computed.
    func next(
        _ random: inout SeededGenerator,
        fit: (_ batch: [UInt8], _ random: inout SeededGenerator) -> [UInt8] = { batch, _ in batch }
    ) -> [UInt8] {
        if Int.random(in: 0..<4, using: &random) == 0 {
            let export = exports.randomElement(using: &random) ?? []
            let other = exports.randomElement(using: &random) ?? []
            return encoding(text.mutate(export, with: other, &random), &random) ?? []
        }
        let bytes = Batches.damage(seeds, with: mutator, &random)
        return Batches.seal(fit(bytes, &random), &random)
    }
}
