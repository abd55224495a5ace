import Measuring
import SystemPackage

/// Runs the contestants in turns, over several rounds.
struct Comparison {
    let bed: TestBed
    let file: TransferFile
    let rounds: Int

    func run(_ entries: [Entry]) async throws -> ComparisonResult {
        let contestants = Contestants(bed: bed, file: file, python: "", rivals: "")
        defer { Workshop.remove(contestants.rowsFile) }
        let content = try await prepare(contestants)
        var (turns, failures): ([Turn], [String: String]) = ([], [:])
        for round in 1...rounds {
            for contestant in Self.order(entries.compactMap(\.contestant), round) where failures[contestant.name] == nil
            {
                do {
                    let turn = try await contestant.takeTurn(
                        round, on: bed, expecting: contestant.rows.map { .rows($0) } ?? .content(content))
                    print("round \(round): \(contestant.name) \(Figure.decimal(turn.seconds, 2)) s")
                    turns.append(turn)
                } catch  where contestant.summary == nil && contestant.name != Contestants.yardstick {
                    // Another project's program may fail; token-etl and the yardstick must not.
                    print("round \(round): \(contestant.name) failed: \(error)")
                    failures[contestant.name] = "\(error)"
                }
            }
        }
        return ComparisonResult(
            machine: .this(), records: file.records, fileBytes: file.bytes, rounds: rounds,
            contestants: entries.map { ContestantResult($0, failure: failures[$0.name], turns: turns) })
    }

    /// Each round starts with another contestant, and every second round runs backwards. So no contestant always comes
    /// first, or always after the same one.
    static func order<Element>(_ elements: [Element], _ round: Int) -> [Element] {
        guard !elements.isEmpty else { return [] }
        let first = (round - 1) % elements.count
        let order = Array(elements[first...] + elements[..<first])
        return round.isMultiple(of: 2) ? order.reversed() : order
    }

    /// Loads the file by hand, and writes the file for the binary copy from the loaded table.
    ///
    /// - Returns: the content of the table, as PostgreSQL itself parses the texts.
    private func prepare(_ contestants: Contestants) async throws -> String {
        guard let psql = Workshop.find("psql") else { throw BenchError("psql is not here") }
        try await bed.reset()
        try await contestants.byHand(psql).program.run(on: bed, log: "prepare")
        let content = try await bed.content()
        guard content.hasPrefix("\(file.records)|") else {
            throw BenchError("the table should have \(file.records) rows: \(content)")
        }
        try await contestants.rowsWriter(psql).program.run(on: bed, log: "prepare")
        return content
    }
}
