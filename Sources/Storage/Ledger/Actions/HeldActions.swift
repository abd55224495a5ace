package import Postgres

/// The actions whose sessions go on. Of a machine that has failed, the server may notice that hours later.
package struct HeldActions: Sendable, Hashable {
    /// The keys of their locks.
    private let keys: Set<Int64>

    fileprivate init(keys: Set<Int64>) {
        self.keys = keys
    }

    package func contains(_ number: Int64) -> Bool { keys.contains(number & ActionTable.mostKey) }
}

extension ActionTable {
    /// Reads which actions are held, whatever their number: ask before an action is read, so that one which ends in between has its end then.
    package static func held(on connection: isolated PostgresConnection) throws(PostgresError) -> HeldActions {
        let keys = try connection.query(
            """
            SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND classid::bigint = (\(lockClass)::bigint & 4294967295)
            """
        ).compactMap { $0.int64(0) }
        return HeldActions(keys: Set(keys))
    }
}
