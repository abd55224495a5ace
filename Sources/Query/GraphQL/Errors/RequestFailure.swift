/// The errors that keep a request from being executed; the response has no data.
///
/// Source: spec.graphql.org/October2021/#sec-Errors.Request-errors.
package struct RequestFailure: Error, Sendable, Hashable {
    /// The errors, at least one.
    package var errors: [GraphQLError]

    /// A failure with these errors.
    package init(_ errors: [GraphQLError]) {
        self.errors = errors
    }
}
