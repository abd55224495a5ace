import GraphQL
import TableIndexes
import Testing

@testable import TokenGraph

/// An address of a byte, repeated.
func address(_ byte: String) -> String { "0x" + String(repeating: byte, count: 20) }

/// Requests against the schema.
enum Request {
    static let schema = Result { try TokenSchema.schema() }

    /// The plan of a query.
    static func plan(
        _ query: String, variables: String? = nil, indexes: Set<TableIndex> = Set(TableIndex.allCases),
        isInBulkPhase: Bool = false, limits: RequestLimits = .standard
    ) throws -> Plan {
        let schema = try schema.get()
        let document = try Document.parse(query)
        let errors = schema.validate(document)
        guard errors.isEmpty else { throw RequestFailure(errors) }
        let operation = try document.operation(named: nil)
        let values = try variables.map { try JSONParser.value(Array($0.utf8)) }
        let selection = try schema.fields(of: operation, variables: try schema.variables(values, of: operation))
        return try Plan(selection, of: operation, indexes: indexes, isInBulkPhase: isInBulkPhase, limits: limits)
    }

    /// The statements of a query.
    static func statements(
        _ query: String, variables: String? = nil, indexes: Set<TableIndex> = Set(TableIndex.allCases),
        limits: RequestLimits = .standard
    ) throws -> [Statement] {
        try plan(query, variables: variables, indexes: indexes, limits: limits).fields.compactMap { field in
            guard case .statement(let statement) = field.answer else { return nil }
            return statement
        }
    }

    /// The statement of a query with one field.
    static func statement(_ query: String, variables: String? = nil) throws -> Statement {
        try #require(try statements(query, variables: variables).first)
    }

    /// The error of a query that is refused.
    static func refusal(
        _ query: String, variables: String? = nil, indexes: Set<TableIndex> = Set(TableIndex.allCases),
        limits: RequestLimits = .standard
    ) throws -> GraphQLError {
        do {
            _ = try plan(query, variables: variables, indexes: indexes, limits: limits)
        } catch let error as GraphQLError {
            return error
        } catch let failure as RequestFailure {
            return try #require(failure.errors.first)
        }
        throw NotRefused()
    }

    struct NotRefused: Error {}
}
