extension Document {
    /// Parses a document of UTF-8 text.
    ///
    /// The cost is linear in the text. Throws a syntax error, or the error of a limit.
    /// Source: spec.graphql.org/October2021/#sec-Language.
    package static func parse(
        _ bytes: [UInt8], limits: DocumentLimits = .standard
    ) throws(GraphQLError) -> Document {
        try Parser.document(bytes, limits)
    }

    /// Parses a document, as `parse(_:limits:)` does with its UTF-8 text.
    package static func parse(
        _ text: String, limits: DocumentLimits = .standard
    ) throws(GraphQLError) -> Document {
        try Parser.document(Array(text.utf8), limits)
    }
}
