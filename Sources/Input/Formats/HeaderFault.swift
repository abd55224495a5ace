/// What is wrong with a header, or with the records that stand for one.
package struct HeaderFault: Sendable, Hashable {
    /// The fault as text.
    package let text: String
    /// The filter with which jq makes NDJSON of the file; nil if that does not help.
    package let filter: String?

    /// Describes a fault.
    package init(_ text: String, filter: String? = nil) {
        self.text = text
        self.filter = filter
    }
}

extension HeaderFault: ExpressibleByStringInterpolation {
    package init(stringLiteral text: String) { self.init(text) }
}
