package import ETLModels
package import Postgres

/// `etl.chain`: the chain whose records the database holds. Records of several chains would share keys.
package enum ChainTable {
    /// The recorded chain; Ethereum's if none is.
    package static func chain(on connection: isolated PostgresConnection) throws(PostgresError) -> ChainID {
        let number = try connection.query("SELECT chain_id FROM etl.chain").first?.int64(0)
        return number.flatMap { ChainID(UInt64(clamping: $0)) } ?? .ethereum
    }

    /// Records the chain of a migrated database.
    ///
    /// The first chain that is recorded may be any, also of a database that an older program has filled.
    ///
    /// - Parameter chain: nil to keep what is recorded, or to record Ethereum's.
    /// - Throws: ``PostgresError``; with ``SQLState/invalidSetting`` if another chain is recorded, and the database has
    ///   sources or records.
    package static func record(
        _ chain: ChainID?, on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        let number = PostgresValue.integer(Int64(clamping: (chain ?? .ethereum).number))
        try connection.transaction { connection throws(PostgresError) in
            try Migrator.findRecords(on: connection)
            _ = try connection.query("INSERT INTO etl.chain (chain_id) VALUES ($1) ON CONFLICT DO NOTHING", [number])
            guard let chain else { return }
            _ = try connection.query("UPDATE etl.chain SET chain_id = $1 WHERE \(isEmpty)", [number])
            let recorded = try self.chain(on: connection)
            guard recorded != chain else { return }
            throw PostgresError(
                sqlState: .invalidSetting,
                message: "the database holds records of chain \(recorded), not of chain \(chain)",
                hint: "Create another database for chain \(chain).", location: connection.location)
        }
    }

    /// Whether nothing has been submitted or stored.
    private static var isEmpty: String {
        (["etl.sources"] + RecordKind.allCases.map(\.name)).map { "NOT EXISTS (SELECT FROM \($0))" }
            .joined(separator: " AND ")
    }
}
