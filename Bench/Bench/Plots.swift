import Measuring

extension Turn {
    /// Rows per second over time, in `count` pieces of equal length.
    func ratePlot(title: String, pieces count: Int) -> LinePlot {
        // A commit has the start time of its transaction, so the plot ends at the start of the last one.
        let length = max(commits.last?.seconds ?? 0, 0.001) / Double(count)
        var rows = [Double](repeating: 0, count: count)
        for commit in commits { rows[min(count - 1, Int(commit.seconds / length))] += Double(commit.rows) }
        let points = rows.indices.map { (x: (Double($0) + 0.5) * length, y: rows[$0] / length) }
        return LinePlot(title: title, x: "seconds", y: "rows/s", lines: [.init(name: "token-etl", points: points)])
    }

    /// The memory of the stages over time.
    func memoryPlot(title: String) -> LinePlot {
        let stages = ["extractor", "transformer", "loader"]
        let lines = (client?.processes ?? []).filter { stages.contains($0.name) }.map { process in
            LinePlot.Line(
                name: process.name, points: process.memory.map { ($0.seconds, Double($0.bytes) / 1_000_000) })
        }
        return LinePlot(title: title, x: "seconds", y: "MB", lines: lines.sorted { $0.name < $1.name })
    }
}

extension ComparisonReport {
    /// Rate and memory over time, of the turn of token-etl that took the median time.
    func writePlots(to workshop: Workshop) throws {
        guard let turn = typicalTurn else { return }
        try workshop.write(turn.ratePlot(title: "Rows per second", pieces: 20).svg, to: "rate.svg")
        try workshop.write(turn.memoryPlot(title: "Private memory of each stage").svg, to: "memory.svg")
    }
}
