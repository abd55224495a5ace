extension Schema {
    /// Validates a document, and returns the errors in the order of the document; none means that it is valid.
    ///
    /// The rules are those of spec.graphql.org/October2021/#sec-Validation, and a limit on the depth of introspection.
    /// The cost is polynomial in the document, and has the limits as its bounds.
    package func validate(_ document: Document, limits: ValidationLimits = .standard) -> [GraphQLError] {
        var validator = Validator(schema: self, document: document, limits: limits)
        return validator.run()
    }
}
