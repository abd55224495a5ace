/// What a request may ask for; each refusal has a code of its own.
package struct RequestLimits: Sendable, Hashable {
    /// The most levels of fields; introspection does not count.
    package var depth: Int
    /// The most fields with an alias.
    package var aliases: Int
    /// The most fields of the query.
    package var rootFields: Int
    /// The most directives of the document.
    package var directives: Int
    /// The most rows: those of each list times those of the lists around it.
    package var rows: Int
    /// The most items of a page.
    package var page: Int
    /// The items of a page without `first` and `last`.
    package var standardPage: Int
    /// The most items of a list in a filter.
    package var filterItems: Int
    /// The most rows that a `totalCount` counts.
    package var counted: Int
    /// The rows that a `totalCount` costs within `rows`.
    package var countCost: Int
    /// The most bytes of the JSON of a root field.
    package var responseBytes: Int
    /// The most transfers, sent and received each, that the tokens of an account are looked for in.
    package var accountWindow: Int

    /// Limits; the standard ones unless they are given.
    package init(
        depth: Int = 8, aliases: Int = 15, rootFields: Int = 50, directives: Int = 50, rows: Int = 10_000,
        page: Int = 1000, standardPage: Int = 100, filterItems: Int = 100, counted: Int = 10_000,
        countCost: Int = 100, responseBytes: Int = 8 << 20, accountWindow: Int = 2000
    ) {
        self.depth = depth
        self.aliases = aliases
        self.rootFields = rootFields
        self.directives = directives
        self.rows = rows
        self.page = page
        self.standardPage = standardPage
        self.filterItems = filterItems
        self.counted = counted
        self.countCost = countCost
        self.responseBytes = responseBytes
        self.accountWindow = accountWindow
    }

    /// The limits for requests of strangers.
    package static let standard = RequestLimits()
}
