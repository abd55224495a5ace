/// The limits of the parser.
package struct DocumentLimits: Sendable, Hashable {
    /// The most tokens of a document.
    package var tokens: Int
    /// The most levels of nested selection sets, and of nested values.
    ///
    /// Everything that walks a document recurs at most as deep, so it bounds the stack.
    package var nesting: Int

    /// Limits; the standard ones unless they are given.
    package init(tokens: Int = 10_000, nesting: Int = 200) {
        self.tokens = tokens
        self.nesting = nesting
    }

    /// The limits for documents of strangers.
    package static let standard = DocumentLimits()
}
