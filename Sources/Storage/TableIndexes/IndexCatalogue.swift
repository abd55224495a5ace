package import Postgres

/// An index as the database has it.
package struct FoundIndex: Sendable, Hashable {
    package enum State: String, Sendable, Codable {
        case valid
        /// A session builds it, or is about to drop it.
        case building
        /// It was not built to its end; it costs loads time and serves no query.
        case invalid
    }

    /// The qualified name, quoted where that is necessary.
    package let name: String
    package let state: State
    package let bytes: Int64
}

/// What the database says of its indexes.
package enum IndexCatalogue {
    /// The indexes that are there, whatever their names are.
    package static func found(
        on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [TableIndex: FoundIndex] {
        let rows = try connection.query(
            """
            SELECT index.indrelid::regclass::text, pg_get_indexdef(index.indexrelid), index.indisvalid AND index.indisready,
                EXISTS (SELECT FROM pg_stat_progress_create_index AS progress
                    WHERE progress.index_relid = index.indexrelid),
                pg_relation_size(index.indexrelid), format('%I.%I', namespace.nspname, class.relname)
            FROM pg_index AS index JOIN pg_class AS class ON class.oid = index.indexrelid
            JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
            WHERE index.indrelid IN ('tokens'::regclass, 'token_transfers'::regclass)
            """)
        var found: [TableIndex: FoundIndex] = [:]
        for row in rows {
            guard let table = row.string(0), let text = row.string(1), let name = row.string(5) else { continue }
            guard let index = TableIndex.allCases.first(where: { $0.matches(text, on: table) }) else { continue }
            let state: FoundIndex.State = row.bool(2) == true ? .valid : row.bool(3) == true ? .building : .invalid
            // Of several, one that serves.
            if found[index]?.state == .valid { continue }
            found[index] = FoundIndex(name: name, state: state, bytes: row.int64(4) ?? 0)
        }
        return found
    }

    /// The schema of a table, quoted where that is necessary.
    static func schema(of table: String, on connection: isolated PostgresConnection) throws(PostgresError) -> String {
        try connection.query(
            """
            SELECT quote_ident(nspname) FROM pg_class JOIN pg_namespace AS namespace ON namespace.oid = relnamespace
            WHERE pg_class.oid = $1::regclass
            """, [.text(table)]
        ).first?.string(0) ?? "public"
    }
}

extension TableIndex {
    fileprivate func matches(_ statement: String, on table: String) -> Bool {
        // The name of the table has its schema in front where that is not on the search path.
        (table == self.table || table.hasSuffix("." + self.table)) && statement.hasSuffix(" " + definition)
    }
}
