import Measuring

/// The scaling results as a report for people.
struct ScalingReport {
    private let result: ScalingResult

    init(_ result: ScalingResult) {
        self.result = result
    }

    var text: String { sections.map { "\($0.title)\n\n\($0.table.text)" }.joined(separator: "\n\n") }

    var markdown: String { sections.map { "\($0.title)\n\n\($0.table.markdown)" }.joined(separator: "\n\n") }

    private var sections: [(title: String, table: ReportTable)] {
        [
            ("Rows per second with more processes, \(result.rounds) rounds, medians:", replicas),
            ("Files of growing size, \(result.rounds) rounds, medians:", sizes),
        ] + (result.growth.map { [("A table that grows:", growth($0))] } ?? [])
    }

    private var replicas: ReportTable {
        let loaders = Set(result.replicas.map(\.loaders)).sorted()
        var table = ReportTable(["transformers"] + loaders.map { $0 == 1 ? "1 loader" : "\($0) loaders" })
        for transformers in Set(result.replicas.map(\.transformers)).sorted() {
            let row = result.replicas.filter { $0.transformers == transformers }.sorted { $0.loaders < $1.loaders }
            table.add(["\(transformers)"] + row.map { Figure.count($0.rate) })
        }
        return table
    }

    private var sizes: ReportTable {
        let stages = ["extractor", "transformer", "loader"]
        var table = ReportTable(
            ["records", "s", "rows/s", "µs per record", "CPU µs per record"] + stages.map { "\($0) MB" })
        for size in result.sizes {
            let records = Double(size.records)
            table.add(
                [
                    Figure.count(records), Figure.decimal(size.seconds, 2), Figure.count(records / size.seconds),
                    Figure.decimal(size.seconds / records * 1_000_000, 2),
                    Figure.decimal(size.cpuSeconds / records * 1_000_000, 2),
                ] + stages.map { Figure.megabytes(Double(size.peakBytes($0))) })
        }
        table.add(["allowed", "", "", "", ""] + SizeResult.budgets.map { Figure.megabytes(Double($0.value)) })
        return table
    }

    private func growth(_ growth: GrowthResult) -> ReportTable {
        var table = ReportTable(["rows in the table", "rows/s", "relative to the first"])
        for (index, rate) in growth.rates.enumerated() {
            table.add([
                Figure.count(Double((index + 1) * growth.step)), Figure.count(rate),
                Figure.decimal(rate / growth.rates[0], 2),
            ])
        }
        return table
    }

    /// Rate and memory as the table grows.
    func writePlots(to workshop: Workshop) throws {
        if let growth = result.growth {
            let points = growth.rates.enumerated().map { (x: Double(($0 + 1) * growth.step), y: $1) }
            let plot = LinePlot(
                title: "Rows per second as the table grows", x: "rows in the table", y: "rows/s",
                lines: [.init(name: "token-etl", points: points)])
            try workshop.write(plot.svg, to: "growth-rate.svg")
            let memory = growth.turn.memoryPlot(title: "Private memory of each stage as the table grows")
            try workshop.write(memory.svg, to: "growth-memory.svg")
        }
    }
}
