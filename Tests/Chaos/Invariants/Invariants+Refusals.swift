import Bus

extension Invariants {
    /// Checks an idle load with dead batches, before their replay. The queues are empty, the dead letters are the
    /// expected ones, every record is in one place, and `etl status` reports it all.
    ///
    /// - Throws: ``ChaosError`` with the violations.
    static func checkRefusals(_ arena: Arena) async throws {
        var invariants = Invariants(arena)
        try await invariants.checkQueues()
        let letters = try await invariants.checkDeadLetters()
        try await invariants.countRows()
        try await invariants.checkAccounts(letters)
        try await invariants.checkStatus(letters)
        let violations = invariants.findings.violations
        guard violations.isEmpty else {
            throw ChaosError("with dead batches:\n    " + violations.joined(separator: "\n    "))
        }
    }

    private mutating func countRows() async throws {
        let counts = try await rows("SELECT (SELECT count(*) FROM tokens) + (SELECT count(*) FROM token_transfers)")
        storedRows = counts.first?.first.flatMap { Int($0) } ?? 0
    }

    /// `etl status` counts the dead letters, and its exit code reflects them.
    private mutating func checkStatus(_ letters: [DeadLetter]) async throws {
        let outcome = try await arena.etl(["status", "--json"])
        let report = try StatusReport(outcome)
        require(outcome.exitCode == 1, "etl status ended with \(outcome.exitCode.map { "\($0)" } ?? "a signal")")
        require(
            Set(report.sources.map(\.uri)) == Set(arena.expectation.records.keys),
            "etl status has the sources \(report.sources.map(\.uri))")
        for source in report.sources {
            let own = letters.filter { $0.source == source.sourceId }
            let status = own.isEmpty ? "complete" : "incomplete"
            require(source.status == status, "etl status has \(source.uri) as \(source.status), not \(status)")
            let dead = own.reduce(0) { $0 + $1.records }
            require(source.dead == dead, "etl status has \(source.dead) dead records, not \(dead), of \(source.uri)")
            require(
                source.records == arena.expectation.records[source.uri],
                "etl status has \(source.records) records of \(source.uri)")
            require(
                source.deadLetters.count == min(100, own.count),
                "etl status names \(source.deadLetters.count) dead letters of \(own.count) of \(source.uri)")
        }
        for stage in report.stages {
            let dead = letters.count { $0.stage.rawValue == stage.stage }
            require(stage.dead == dead, "etl status has \(stage.dead) dead letters, not \(dead), of \(stage.stage)")
        }
    }
}
