package import GraphQL

/// The refusal of a request before its document is looked at.
package struct HTTPFault: Error, Sendable, Hashable {
    /// The status code of the response.
    package var status: Int
    /// What is wrong and what to do.
    package var message: String
    /// The kind of the error.
    package var code: ErrorCode
    /// The methods that the path has, for a status of 405.
    package var allow: String?

    /// The error as the response reports it.
    package var error: GraphQLError { GraphQLError(message, code: code) }

    package static func badRequest(_ message: String) -> HTTPFault {
        HTTPFault(status: 400, message: message, code: .badRequest)
    }

    package static func notFound(_ message: String) -> HTTPFault {
        HTTPFault(status: 404, message: message, code: .notFound)
    }

    package static func methodNotAllowed(_ message: String, allow: String) -> HTTPFault {
        HTTPFault(status: 405, message: message, code: .methodNotAllowed, allow: allow)
    }

    package static func tooLarge(_ bytes: Int) -> HTTPFault {
        HTTPFault(status: 413, message: "The body has more than \(bytes) bytes.", code: .bodyTooLarge)
    }

    static let notAcceptable = HTTPFault(
        status: 406,
        message: "The request accepts neither application/graphql-response+json nor application/json.",
        code: .notAcceptable)

    static let unsupportedMediaType = HTTPFault(
        status: 415, message: "The body must be of type application/json, in UTF-8.", code: .unsupportedMediaType)
}

extension ErrorCode {
    /// The parameters of the request cannot be read.
    package static let badRequest = ErrorCode(rawValue: "BAD_REQUEST")
    /// The path is unknown.
    package static let notFound = ErrorCode(rawValue: "NOT_FOUND")
    /// The path has no such method.
    package static let methodNotAllowed = ErrorCode(rawValue: "METHOD_NOT_ALLOWED")
    /// The request accepts no type that the service has.
    package static let notAcceptable = ErrorCode(rawValue: "NOT_ACCEPTABLE")
    /// The body has a type that the service does not read.
    package static let unsupportedMediaType = ErrorCode(rawValue: "UNSUPPORTED_MEDIA_TYPE")
    /// The body has too many bytes.
    package static let bodyTooLarge = ErrorCode(rawValue: "BODY_TOO_LARGE")
}
