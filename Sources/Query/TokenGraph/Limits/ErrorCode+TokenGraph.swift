package import GraphQL

/// The codes of requests that are valid and are refused.
extension ErrorCode {
    /// No valid index serves the filter or the order.
    package static let indexMissing = ErrorCode(rawValue: "INDEX_MISSING")
    /// The table of transfers has no key at the moment.
    package static let bulkPhase = ErrorCode(rawValue: "BULK_PHASE")
    /// No condition bounds what must be read.
    package static let filterTooWide = ErrorCode(rawValue: "FILTER_TOO_WIDE")
    /// A cursor is none, or of another filter or order.
    package static let invalidCursor = ErrorCode(rawValue: "INVALID_CURSOR")
    /// The fields are nested too deep.
    package static let depthLimit = ErrorCode(rawValue: "DEPTH_LIMIT_EXCEEDED")
    /// Too many fields have an alias.
    package static let aliasLimit = ErrorCode(rawValue: "ALIAS_LIMIT_EXCEEDED")
    /// The query has too many fields.
    package static let rootFieldLimit = ErrorCode(rawValue: "ROOT_FIELD_LIMIT_EXCEEDED")
    /// The document has too many directives.
    package static let directiveLimit = ErrorCode(rawValue: "DIRECTIVE_LIMIT_EXCEEDED")
    /// The lists of the request ask for too many rows.
    package static let rowLimit = ErrorCode(rawValue: "ROW_LIMIT_EXCEEDED")
    /// A page asks for too many items.
    package static let pageLimit = ErrorCode(rawValue: "PAGE_LIMIT_EXCEEDED")
    /// A list of a filter has too many items.
    package static let filterLimit = ErrorCode(rawValue: "FILTER_LIMIT_EXCEEDED")
}
