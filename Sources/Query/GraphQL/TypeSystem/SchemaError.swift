/// The faults of a schema; a program with such a schema is wrong, so it stops at its start.
package struct SchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Each fault with the place in the schema.
    package var faults: [String]

    /// The faults, one a line.
    package var description: String { faults.joined(separator: "\n") }
}
