import DisplayText
import GraphQL
import GraphQLOverHTTP
import Postgres
import TokenGraph

/// Why the database has not answered a request that is in order.
enum QueryFailure: Error {
    /// Nobody knows yet what the database has.
    case starting
    case refused(StatementQueue.Refusal)
    case database(StatementFailure)
}

extension QueryFailure {
    /// The response for the client. It never has an error of the database, only a name under which the log has it.
    func response(
        to plan: Plan, within timeout: Duration, _ record: inout QueryRecord
    ) -> QueryResponse {
        switch self {
        case .starting: return .unavailable()
        case .refused(.crowded): return .crowded
        case .refused(.unavailable(let error)): return .unavailable(record.hide(error))
        case .database(let failure) where failure.error.sqlState == .queryCancelled:
            let error = GraphQLError(
                "The database did not answer within \(timeout.components.seconds) seconds. Ask for less: a narrower "
                    + "range, a smaller page, or no total count.", path: failure.path(in: plan), code: .timeout)
            return QueryResponse([error], outcome: .timeout, status: 504)
        case .database(let failure) where failure.error.sqlState == .programLimitExceeded:
            let error = GraphQLError(
                "The answer is too large. Ask for fewer rows, or for fewer fields of them.",
                path: failure.path(in: plan), code: .responseTooLarge)
            return QueryResponse([error], outcome: .refused, status: 400)
        case .database(let failure) where failure.error.sqlState == .cardinalityViolation:
            // One transfer twice: the key has gone since the service last looked.
            let error = GraphQLError(
                "A load goes on without the key of transfers, and this one is there twice for now. Try again later.",
                path: failure.path(in: plan), code: .bulkPhase)
            return QueryResponse([error], outcome: .refused, status: 400)
        case .database(let failure) where failure.error.isUnavailable:
            return .unavailable(record.hide(failure.error))
        case .database(let failure):
            let id = record.hide(failure.error)
            let error = GraphQLError(
                "The service could not answer. Its log has the reason under \(id).", code: .internalError)
            return QueryResponse([error], outcome: .failed, status: 500)
        }
    }
}

extension QueryResponse {
    /// The answer while too many requests wait.
    static var crowded: QueryResponse {
        let error = GraphQLError("Too many requests wait for the database. Try again later.", code: .overloaded)
        var response = QueryResponse([error], outcome: .shed, status: 503)
        response.retryAfter = 1
        return response
    }

    /// The answer while the database cannot be used.
    ///
    /// - Parameter id: the name under which the log has the reason, if it has one.
    fileprivate static func unavailable(_ id: String? = nil) -> QueryResponse {
        let reason = id.map { "; the log has the reason under \($0)" } ?? ""
        let error = GraphQLError(
            "The database is unavailable. Try again later\(reason).", code: .databaseUnavailable)
        var response = QueryResponse([error], outcome: .failed, status: 503)
        response.retryAfter = 2
        return response
    }
}

extension StatementFailure {
    /// The way to the field of the statement that failed.
    fileprivate func path(in plan: Plan) -> [GraphQLError.PathElement] {
        guard let index, index < plan.statements.count else { return [] }
        return [.name(plan.statements[index].responseName)]
    }
}

extension QueryRecord {
    /// Keeps an error for the log, and returns the name for the client.
    fileprivate mutating func hide(_ error: PostgresError) -> String {
        let id = String(UInt32.random(in: .min ... .max), radix: 16)
        hidden = (id, "\(error)".printable.shortened)
        return id
    }
}

extension PostgresError {
    /// Whether the server ended the session, perhaps long before the statement.
    var isLostSession: Bool { sqlState == .connectionLost || ["57P01", "57P02", "57P05"].contains(sqlState.code) }

    /// Whether the same request can succeed later.
    var isUnavailable: Bool { sqlState.fault == .infrastructure }
}

extension ErrorCode {
    static let timeout = ErrorCode(rawValue: "TIMEOUT")
    static let responseTooLarge = ErrorCode(rawValue: "RESPONSE_TOO_LARGE")
    static let overloaded = ErrorCode(rawValue: "OVERLOADED")
    static let databaseUnavailable = ErrorCode(rawValue: "DATABASE_UNAVAILABLE")
    static let internalError = ErrorCode(rawValue: "INTERNAL_ERROR")
}
