/// The limits of validation.
package struct ValidationLimits: Sendable, Hashable {
    /// The most errors that a response reports; one more says that there are more.
    package var errors: Int
    /// The most pairs of fields that the rule on merging compares.
    package var comparisons: Int
    /// The most levels of nested fields and fragments that the rule on merging compares.
    package var nesting: Int

    /// Limits; the standard ones unless they are given.
    package init(errors: Int = 100, comparisons: Int = 250_000, nesting: Int = 300) {
        self.errors = errors
        self.comparisons = comparisons
        self.nesting = nesting
    }

    /// The limits for documents of strangers.
    package static let standard = ValidationLimits()
}
