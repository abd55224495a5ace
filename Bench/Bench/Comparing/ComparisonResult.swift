import Measuring

/// The result of the comparison: the JSON document.
struct ComparisonResult: Codable, Sendable {
    let machine: Machine
    let records: Int
    let fileBytes: Int
    let rounds: Int
    let contestants: [ContestantResult]

    /// The speed of a contestant relative to the yardstick; 2 is twice as fast.
    func ratio(of contestant: ContestantResult) -> Double? {
        let yardstick = contestants.first { $0.name == Contestants.yardstick }
        guard let own = contestant.seconds, let other = yardstick?.seconds else { return nil }
        return other.median / own.median
    }
}

/// The turns of one contestant.
struct ContestantResult: Codable, Sendable {
    let name: String
    /// The reason for which the contestant could not take part.
    let missing: String?
    /// The reason for which its turns do not count: it failed, or loaded other content.
    let failure: String?
    let seconds: Sample?
    let turns: [Turn]

    init(_ entry: Entry, failure: String?, turns: [Turn]) {
        name = entry.name
        missing = entry.missing
        self.failure = failure
        self.turns = failure == nil ? turns.filter { $0.contestant == entry.name } : []
        seconds = Sample(self.turns.map(\.seconds))
    }

    /// The median of a figure over all turns.
    func median(_ figure: (Turn) -> Double?) -> Double? { Sample(turns.compactMap(figure))?.median }

    /// The highest of a figure over all turns.
    func highest(_ figure: (Turn) -> Int?) -> Int? { turns.compactMap(figure).max() }
}
