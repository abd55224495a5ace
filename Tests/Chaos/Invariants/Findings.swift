/// The findings of the invariants.
package struct Findings: Sendable {
    /// Keys of the reference that are not in the tables, and records that no count includes.
    package var lost = 0
    /// Rows, rejects and counts that the reference does not have.
    package var doubled = 0
    /// The average number of times that a batch was loaded; 1 if no work was repeated.
    package var work: Double?
    /// A description of each invariant that does not hold.
    package var violations: [String] = []
    /// The peak memory of the processes of each stage, in bytes.
    package var peakMemory: [String: Int] = [:]

    mutating func require(_ condition: Bool, _ violation: @autoclosure () -> String) {
        if !condition { violations.append(violation()) }
    }
}
