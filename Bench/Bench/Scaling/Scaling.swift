import Measuring

/// token-etl with more processes, larger files, and a table that grows.
struct Scaling {
    let bed: TestBed
    let rounds: Int

    /// Measures every number of transformers with every number of loaders.
    func replicas(records: Int, counts: [Int]) async throws -> [ReplicaResult] {
        let pairs = counts.flatMap { transformers in counts.map { (transformers, $0) } }
        return try await withFile(of: records) { file in
            var turns: [[Turn]] = Array(repeating: [], count: pairs.count)
            for round in 1...rounds {
                for index in Comparison.order(Array(pairs.indices), round) {
                    let (transformers, loaders) = pairs[index]
                    let stages = ["--transformers", "\(transformers)", "--loaders", "\(loaders)"]
                    turns[index].append(
                        try await load(file, stages, round, "\(transformers) transformers, \(loaders) loaders"))
                }
            }
            return zip(pairs, turns).map {
                ReplicaResult(transformers: $0.0, loaders: $0.1, records: records, turns: $1)
            }
        }
    }

    /// Loads files of growing size into an empty table.
    func sizes(_ sizes: [Int]) async throws -> [SizeResult] {
        var results: [SizeResult] = []
        for records in sizes {
            try await withFile(of: records) { file in
                var turns: [Turn] = []
                for round in 1...rounds { turns.append(try await load(file, [], round, "\(records) transfers")) }
                results.append(try SizeResult(records: records, turns: turns).inBudget())
            }
        }
        return results
    }

    /// Loads one large file; the transactions in the ledger show the rate of each part.
    func growth(rows: Int) async throws -> GrowthResult {
        try await withFile(of: rows) { file in
            GrowthResult(rows: rows, step: max(1, rows / 20), turn: try await load(file, [], 1, "\(rows) transfers"))
        }
    }

    private func withFile<Value>(of records: Int, _ body: (TransferFile) async throws -> Value) async throws -> Value {
        let file = try TransferFile.write(records, in: bed.workshop)
        defer { file.remove() }
        return try await body(file)
    }

    private func load(_ file: TransferFile, _ stages: [String], _ round: Int, _ title: String) async throws -> Turn {
        let contestant = Contestants(bed: bed, file: file, python: "", rivals: "").tokenETL(stages)
        let turn = try await contestant.takeTurn(round, on: bed, expecting: .rows(file.records))
        print("round \(round): \(title): \(Figure.decimal(turn.seconds, 2)) s")
        return turn
    }
}
