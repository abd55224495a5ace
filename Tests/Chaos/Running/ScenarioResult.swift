package import SystemPackage

/// The result of a scenario.
package struct ScenarioResult: Sendable {
    package let scenario: Scenario
    package let seed: UInt64
    package var faults = ""
    /// The longest time from the end of a fault until the next batch was loaded, or without one during and after a
    /// fault of the network; nil if there is none.
    package var recovery: Duration?
    package var elapsed = Duration.zero
    package var findings = Findings()
    /// The obstacle that ended the scenario early.
    package var obstacle: String?
    /// The reason for which it was skipped on this machine.
    package var skipped: String?
    /// The logs, if there is a reason to read them.
    package var logs: FilePath?

    /// Whether the result is the expected one. A scenario that was skipped, or where all invariants hold, is fine; one
    /// that breaks a rule on purpose must show a loss.
    package var isAsItShouldBe: Bool {
        if skipped != nil { return true }
        guard obstacle == nil else { return false }
        switch scenario.outcome {
        case .exact: return findings.violations.isEmpty
        case .broken: return findings.lost + findings.doubled > 0
        }
    }
}
