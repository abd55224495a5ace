import Bus
import Measuring
import Runtime

/// The scaling results: the JSON document.
struct ScalingResult: Codable, Sendable {
    let machine: Machine
    let rounds: Int
    let replicas: [ReplicaResult]
    let sizes: [SizeResult]
    let growth: GrowthResult?
}

/// The turns with one number of processes.
struct ReplicaResult: Codable, Sendable {
    let transformers: Int
    let loaders: Int
    let records: Int
    let turns: [Turn]

    /// Rows per second; the median.
    var rate: Double { Sample(turns.map { Double(records) / $0.seconds })?.median ?? 0 }
}

/// The turns with a file of one size.
struct SizeResult: Codable, Sendable {
    let records: Int
    let turns: [Turn]

    var seconds: Double { Sample(turns.map(\.seconds))?.median ?? 0 }

    /// The median of the CPU seconds of all processes, the servers included.
    var cpuSeconds: Double {
        Sample(turns.map { $0.usages.values.reduce(0) { $0 + $1.cpuSeconds } })?.median ?? 0
    }

    /// The highest peak of a stage in any turn.
    func peakBytes(_ stage: String) -> Int {
        turns.flatMap { $0.client?.processes ?? [] }.filter { $0.name == stage }.map(\.peakBytes).max() ?? 0
    }
}

extension SizeResult {
    /// The memory budgets of the stages at default settings, by the formula of docs/operations.md.
    static let budgets: KeyValuePairs<String, Int> = [
        "extractor": budget(.extract), "transformer": budget(.transform), "loader": budget(.load),
    ]

    private static func budget(_ stage: Stage) -> Int {
        MemoryBudget(stage, .of(stage), batchRecords: ExtractJob.defaultBatchRecords).bytes()
    }

    /// Returns the result, or throws if a stage has taken more than its budget.
    func inBudget() throws -> SizeResult {
        for (stage, budget) in Self.budgets where peakBytes(stage) > budget {
            throw BenchError(
                "the \(stage) took \(Figure.megabytes(Double(peakBytes(stage)))) MB for \(records) transfers, more than the "
                    + "\(Figure.megabytes(Double(budget))) MB of the formula")
        }
        return self
    }
}

/// The turn with a table that grows.
struct GrowthResult: Codable, Sendable {
    let rows: Int
    /// The rows of each part, for which there is one rate.
    let step: Int
    let turn: Turn

    /// The rows per second of each part, in their order.
    var rates: [Double] { Self.rates(of: turn.commits, step: step) }

    /// The rate of each `step` rows.
    ///
    /// - Parameter commits: transactions by the time at which they began. The end of a part within a transaction is
    ///   interpolated; the last transaction counts as long as the others on average.
    static func rates(of commits: [Commit], step: Int) -> [Double] {
        let lastLength = (commits.last?.seconds ?? 0) / Double(max(1, commits.count - 1))
        var (rates, partStart, rows, partRows): ([Double], Double, Int, Int) = ([], 0, 0, step)
        for (index, commit) in commits.enumerated() where commit.rows > 0 {
            let over = index + 1 < commits.count ? commits[index + 1].seconds : commit.seconds + lastLength
            while rows + commit.rows >= partRows {
                let share = Double(partRows - rows) / Double(commit.rows)
                let partEnd = commit.seconds + share * (over - commit.seconds)
                rates.append(Double(step) / max(partEnd - partStart, 0.000_001))
                (partStart, partRows) = (partEnd, partRows + step)
            }
            rows += commit.rows
        }
        return rates
    }
}
