/// The limits of the collection of fields.
package struct ExecutionLimits: Sendable, Hashable {
    /// The most fields of a request; fragments can make them grow with a power of the document.
    package var fields: Int
    /// The most selections that the collection visits, those of fragments each time anew.
    package var selections: Int
    /// The most levels of nested fields.
    package var nesting: Int

    /// Limits; the standard ones unless they are given.
    package init(fields: Int = 10_000, selections: Int = 100_000, nesting: Int = 200) {
        self.fields = fields
        self.selections = selections
        self.nesting = nesting
    }

    /// The limits for requests of strangers.
    package static let standard = ExecutionLimits()
}
