/// An error of a request, as the response reports it.
///
/// Source: spec.graphql.org/October2021/#sec-Errors.
package struct GraphQLError: Error, Sendable, Hashable {
    /// A step from the response's root to a value: a response name or an index.
    package enum PathElement: Sendable, Hashable {
        case name(String)
        case index(Int)
    }

    /// What is wrong, for the developer of the client.
    package var message: String
    /// The places in the document, those at fault first.
    package var locations: [SourceLocation]
    /// The way to the field at fault, if a field is.
    package var path: [PathElement]
    /// The kind of the error.
    package var code: ErrorCode

    /// An error, with places if the document is at fault.
    package init(
        _ message: String, locations: [SourceLocation] = [], path: [PathElement] = [], code: ErrorCode
    ) {
        self.message = message
        self.locations = locations
        self.path = path
        self.code = code
    }
}

extension GraphQLError {
    /// The error of a document that violates the grammar.
    static func syntax(_ message: String, at offset: Int, in bytes: [UInt8]) -> GraphQLError {
        GraphQLError(
            "Syntax Error: " + message, locations: [SourceLocation(of: offset, in: bytes)], code: .parseFailed)
    }
}
