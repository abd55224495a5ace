package import SystemPackage

/// What came of a scenario.
package struct ScenarioResult: Sendable {
    package let scenario: Scenario
    package let seed: UInt64
    package var faults = ""
    /// From the end of a fault until a batch was loaded again, the longest of all; nil where there was none.
    package var recovery: Duration?
    package var elapsed = Duration.zero
    package var findings = Findings()
    /// Why the scenario could not be carried through.
    package var obstacle: String?
    /// Why it was not played on this machine.
    package var skipped: String?
    /// The logs, where there is something to look up in them.
    package var logs: FilePath?

    /// Whether it is as it should be: skipped for a reason, or all invariants hold, or with a rule broken on purpose, a loss was noticed.
    package var isAsItShouldBe: Bool {
        if skipped != nil { return true }
        guard obstacle == nil else { return false }
        switch scenario.outcome {
        case .exact: return findings.violations.isEmpty
        case .broken: return findings.lost + findings.doubled > 0
        }
    }
}
