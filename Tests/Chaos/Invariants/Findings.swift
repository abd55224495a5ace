/// What the invariants have found.
package struct Findings: Sendable {
    /// Keys that the reference has and the tables do not, and records that are in no count.
    package var lost = 0
    /// Rows, rejects and counts beyond what the reference has.
    package var doubled = 0
    /// How often a batch came to the database, on average; 1 when nothing was done twice.
    package var work: Double?
    /// Each invariant that does not hold, in words.
    package var violations: [String] = []
    /// The most memory that a process of each stage has had, in bytes.
    package var peakMemory: [String: Int] = [:]

    mutating func require(_ condition: Bool, _ violation: @autoclosure () -> String) {
        if !condition { violations.append(violation()) }
    }
}
