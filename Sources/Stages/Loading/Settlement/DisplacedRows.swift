import ETLModels
import Ledger
import Postgres

/// The stored rows whose places others take in a transaction, which has the table for itself.
///
/// The records that lose their places become rejects of their own sources, or duplicates if they agree.
struct DisplacedRows {
    private let schema: Schema
    private let statements: ReplacementStatements

    init(_ schema: Schema) {
        self.schema = schema
        statements = ReplacementStatements(schema)
    }

    /// Creates the table of ``ReplacementStatements``, empty.
    func prepare(on connection: isolated PostgresConnection) throws(LoadError) {
        try LoadError.converting(connection.query(statements.create))
        try LoadError.converting(connection.query(statements.clear))
    }

    /// Keeps what is displaced as rejects, and corrects the counts of its batches. Called before the stored rows change.
    ///
    /// - Parameter range: the condition that a stored key is among those of the group, for the planner; nil if these are scattered.
    func settle(where range: String? = nil, on connection: isolated PostgresConnection) throws(LoadError) {
        try LoadError.converting(BatchTable.holdDisplaced(by: statements.table, on: connection))
        let sources = try LoadError.converting(RejectTable.replacedSources(in: statements.table, on: connection))
        for source in sources {
            let header = try LoadError.converting(SourceTable.columns(ofNumber: source, on: connection))
            try LoadError.converting(
                RejectTable.storeReplaced(
                    of: source, from: statements.rows(where: range), raw: statements.raw(header: header),
                    on: connection))
        }
        try LoadError.converting(BatchTable.displace(by: statements.table, on: connection))
    }
}
