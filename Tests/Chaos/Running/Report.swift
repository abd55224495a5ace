import Foundation
package import SystemPackage

/// The results as a table for people, and as JSON.
package struct Report: Sendable {
    private static let columns = ["scenario", "faults injected", "recovery", "lost", "doubled", "verdict"]

    /// A line of the table, followed by the violations.
    package static func lines(_ result: ScenarioResult) -> String {
        var text = line(cells(result))
        if let reason = result.skipped { text += "\n  not possible here: \(reason)" }
        if let obstacle = result.obstacle { text += "\n  not carried through: \(obstacle)" }
        if !result.isAsItShouldBe {
            for violation in result.findings.violations { text += "\n  \(violation)" }
            if let logs = result.logs { text += "\n  logs: \(logs)" }
            text += "\n  again: make chaos SCENARIO=\(result.scenario.name) SEED=\(result.seed)"
        }
        return text
    }

    /// The head of the table.
    package static var head: String {
        line(columns) + "\n" + String(repeating: "─", count: widths.reduce(0) { $0 + $1 + 2 })
    }

    private static let widths = [40, 66, 9, 6, 8, 20]

    private static func line(_ cells: [String]) -> String {
        zip(cells, widths).map { cell, width in
            cell + String(repeating: " ", count: max(1, width - cell.count) + 1)
        }.joined().trimmingCharacters(in: .whitespaces)
    }

    private static func cells(_ result: ScenarioResult) -> [String] {
        [
            result.scenario.name, result.faults.isEmpty ? "none" : result.faults,
            result.recovery.map { "\($0.seconds) s" } ?? "-", "\(result.findings.lost)", "\(result.findings.doubled)",
            verdict(result),
        ]
    }

    private static func verdict(_ result: ScenarioResult) -> String {
        if result.skipped != nil { return "skipped" }
        return switch (result.scenario.outcome, result.isAsItShouldBe) {
        case (.exact, true): "pass"
        case (.exact, false): "FAIL"
        case (.broken, true): "pass (loss noticed)"
        case (.broken, false): "FAIL (loss not noticed)"
        }
    }

    /// Writes all results to a file, as JSON.
    package static func write(_ results: [ScenarioResult], to file: FilePath) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        try encoder.encode(results.map(Entry.init)).write(to: URL(fileURLWithPath: file.string))
    }

    private struct Entry: Encodable {
        let scenario: String
        let seed: UInt64
        let faults: String
        let recoverySeconds: Double?
        let elapsedSeconds: Double
        let rowsLost: Int
        let rowsDoubled: Int
        let peakMemoryBytes: [String: Int]
        let timesLoaded: Double?
        let verdict: String
        let violations: [String]
        let obstacle: String?
        let skipped: String?

        init(_ result: ScenarioResult) {
            scenario = result.scenario.name
            seed = result.seed
            faults = result.faults
            recoverySeconds = result.recovery.map { $0 / .seconds(1) }
            elapsedSeconds = result.elapsed / .seconds(1)
            rowsLost = result.findings.lost
            rowsDoubled = result.findings.doubled
            peakMemoryBytes = result.findings.peakMemory
            timesLoaded = result.findings.work
            verdict = result.skipped != nil ? "skipped" : result.isAsItShouldBe ? "pass" : "fail"
            violations = result.findings.violations
            obstacle = result.obstacle
            skipped = result.skipped
        }
    }
}
