import DisplayText
import GraphQL
import GraphQLOverHTTP
import Logging
import ServiceLogging

/// The metadata keys of the query log; the first three are OpenTelemetry's for GraphQL.
enum QueryLogKey {
    /// The name of the operation.
    static let operation = "graphql.operation.name"
    /// The name of a persisted document.
    static let documentID = "graphql.document.id"
    /// A hash of the document's text, the same for the same text.
    static let documentHash = "graphql.document.hash"
    /// What became of the request.
    static let outcome = "graphql.outcome"
    /// The codes of the errors.
    static let codes = "graphql.codes"
    /// The rows that the lists ask for at most.
    static let rows = "graphql.rows"
    /// The bytes of the response.
    static let bytes = "graphql.bytes"
    /// The time from the whole request to the whole response, in milliseconds.
    static let milliseconds = "graphql.ms"
    /// What the client got instead of the error.
    static let errorID = "graphql.error.id"
    /// The names of the valid indexes.
    static let indexes = "graphql.indexes"
}

/// What the log and the metrics say of a request. It has no variables: these can be private.
struct QueryRecord {
    var operation: String?
    var documentID: String?
    var documentHash: String?
    var rows = 0
    /// The bytes that the response takes of the budget.
    var heldBytes = 0
    /// An error that the client does not see, and the name under which it got it.
    var hidden: (id: String, error: String)?

    /// The bytes of its texts.
    var byteCount: Int {
        [operation, documentID, documentHash].reduce(0) { $0 + ($1?.utf8.count ?? 0) }
    }

    /// Writes a line.
    func log(_ response: QueryResponse, duration: Duration, to logger: Logger) {
        let level: Logger.Level = hidden == nil ? .info : .error
        guard logger.logLevel <= level else { return }
        var metadata = Logger.Metadata(minimumCapacity: 10)
        metadata[QueryLogKey.outcome] = .string(response.outcome.rawValue)
        metadata[QueryLogKey.milliseconds] = .stringConvertible((duration / .microseconds(1)).rounded() / 1000)
        metadata[QueryLogKey.bytes] = .stringConvertible(response.body.count)
        metadata[QueryLogKey.operation] = operation.map { .string($0.cut(toBytes: 80)) }
        metadata[QueryLogKey.documentID] = documentID.map { .string($0.cut(toBytes: 80)) }
        metadata[QueryLogKey.documentHash] = documentHash.map { .string($0) }
        if rows > 0 { metadata[QueryLogKey.rows] = .stringConvertible(rows) }
        if !response.codes.isEmpty {
            let codes = Set(response.codes.map(\.rawValue)).sorted().joined(separator: " ")
            metadata[QueryLogKey.codes] = "\(codes)"
        }
        if let hidden {
            metadata[QueryLogKey.errorID] = "\(hidden.id)"
            metadata[LogKey.error] = "\(hidden.error)"
        }
        logger.log(level: level, "Answered a query", metadata: metadata)
    }
}
