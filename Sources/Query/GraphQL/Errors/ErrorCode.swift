/// The kind of an error, as clients read it in `extensions.code`.
package struct ErrorCode: RawRepresentable, Sendable, Hashable {
    /// The code as the response has it.
    package var rawValue: String

    /// A code of the service's own.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// The document violates the grammar or a limit of the parser.
    package static let parseFailed = ErrorCode(rawValue: "GRAPHQL_PARSE_FAILED")
    /// The document violates a rule of validation.
    package static let validationFailed = ErrorCode(rawValue: "GRAPHQL_VALIDATION_FAILED")
    /// The document has no operation of the name asked for.
    package static let operationUnresolved = ErrorCode(rawValue: "OPERATION_RESOLUTION_FAILURE")
    /// A variable or an argument has a value that its type does not accept.
    package static let badUserInput = ErrorCode(rawValue: "BAD_USER_INPUT")
    /// The request exceeds a limit.
    package static let limitExceeded = ErrorCode(rawValue: "LIMIT_EXCEEDED")
}
