package import ETLModels
package import Postgres

/// The number of a source's rejects with one reason.
package struct RejectReasonCount: Sendable, Hashable {
    package let reason: String
    /// The field at fault; nil when it is the whole record.
    package let field: String?
    package let count: Int

    package init(reason: String, field: String?, count: Int) {
        self.reason = reason
        self.field = field
        self.count = count
    }
}

extension RejectTable {
    /// Counts the rejects of a source by reason and field, the most frequent first.
    package static func reasons(
        of id: SourceID, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [RejectReasonCount] {
        try connection.query(
            """
            SELECT reason, field, count(*) FROM etl.rejects WHERE source_id = $1
            GROUP BY reason, field ORDER BY count(*) DESC, reason, field
            """, [.uuid(id.bytes)]
        ).map { RejectReasonCount(reason: $0.string(0) ?? "", field: $0.string(1), count: $0.int(2) ?? 0) }
    }
}
