import LocalServers

/// The invariants that must hold after every scenario. All are checked, always.
struct Invariants {
    let arena: Arena
    private(set) var findings = Findings()
    /// The rows of all tables.
    var storedRows = 0

    init(_ arena: Arena) {
        self.arena = arena
    }

    /// Ends the stages, and checks everything that they leave.
    ///
    /// - Parameter hang: the obstacle that kept the load from ending, if any.
    static func check(_ arena: Arena, hang: String?) async throws -> Findings {
        var invariants = Invariants(arena)
        if let hang { invariants.findings.violations.append(hang) }
        await arena.fleet.drain()
        await invariants.checkProcesses()
        invariants.checkOtherLogs()
        invariants.checkOrphans()
        try await invariants.checkWork()
        try await invariants.checkQueues()
        try await invariants.checkRows()
        try await invariants.checkLedger()
        let letters = try await invariants.checkDeadLetters()
        try await invariants.checkAccounts(letters)
        return invariants.findings
    }

    mutating func require(_ condition: Bool, _ violation: @autoclosure () -> String) {
        findings.require(condition, violation())
    }

    mutating func add(lost: Int = 0, doubled: Int = 0) {
        findings.lost += lost
        findings.doubled += doubled
    }

    /// The answer to a query, row by row, field by field.
    func rows(_ sql: String) async throws -> [[String]] {
        try await arena.database.psql(sql).split(separator: "\n").map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        }
    }

    mutating func noteWork(_ work: Double) {
        findings.work = work
    }

    mutating func noteMemory(_ stage: String, _ bytes: Int) {
        findings.peakMemory[stage] = max(findings.peakMemory[stage] ?? 0, bytes)
    }
}
