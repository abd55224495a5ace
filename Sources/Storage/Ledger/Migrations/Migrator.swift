package import Postgres

/// Migrates a database to the schema that this program expects.
package enum Migrator {
    /// Applies the missing files of `sql/` in order, each in a transaction of its own together with its row in
    /// `etl.migrations`.
    ///
    /// Safe to call from several processes at once: they wait for one another. A second call only grants privileges to
    /// roles that did not exist before, see ``adviceOnRoles(on:)``.
    ///
    /// - Returns: The names of the files that were applied.
    /// - Throws: ``PostgresError``; with ``SQLState/invalidSetting`` if the database and this program do not match, see
    ///   ``pending(on:_:)``, or if the database's encoding is not UTF-8.
    @discardableResult
    package static func migrate(
        on connection: isolated PostgresConnection, _ migrations: [Migration] = Migration.embedded
    ) throws(PostgresError) -> [String] {
        try connection.withSessionLock(lockKey) { connection throws(PostgresError) in
            try requireUnicode(on: connection)
            try connection.execute(createTable)
            let missing = try missing(from: history(on: connection), of: migrations, at: connection.location)
            for migration in missing {
                try apply(migration, on: connection)
            }
            try grantRoles(on: connection)
            return missing.map(\.name)
        }
    }

    /// Returns the files that the database lacks; none if it is ready.
    ///
    /// - Throws: ``PostgresError`` if a file changed after it was applied, or if a newer program migrated the database.
    package static func pending(
        on connection: isolated PostgresConnection, _ migrations: [Migration] = Migration.embedded
    ) throws(PostgresError) -> [String] {
        let exists = try connection.query("SELECT to_regclass('etl.migrations') IS NOT NULL").first?.bool(0) ?? false
        let applied = exists ? try history(on: connection) : [:]
        return try missing(from: applied, of: migrations, at: connection.location).map(\.name)
    }

    /// Verifies that the database has the schema that this program expects.
    ///
    /// - Throws: ``PostgresError`` with the advice to run `etl migrate`, or the errors of ``pending(on:_:)``.
    package static func requireMigrated(
        on connection: isolated PostgresConnection, _ migrations: [Migration] = Migration.embedded
    ) throws(PostgresError) {
        let names = try pending(on: connection, migrations)
        guard !names.isEmpty else { return }
        throw PostgresError(
            sqlState: .noSuchTable, message: "the database is not migrated",
            detail: "Missing migrations: \(names.joined(separator: ", "))", location: connection.location)
    }
}

extension Migrator {
    /// An arbitrary number that nothing else in the database uses as a lock.
    private static let lockKey: Int64 = 0x746F_6B65_6E65_746C

    private static let createTable = """
        CREATE SCHEMA IF NOT EXISTS etl;
        CREATE TABLE IF NOT EXISTS etl.migrations (
            name       text        PRIMARY KEY,
            checksum   text        NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        );
        """

    /// Tokens have names in every script. A database of another encoding would refuse some of them, which would look
    /// like an error in their batches.
    private static func requireUnicode(on connection: isolated PostgresConnection) throws(PostgresError) {
        let encoding = try connection.query("SHOW server_encoding").first?.string(0) ?? "unknown"
        guard encoding != "UTF8" else { return }
        throw PostgresError(
            sqlState: .invalidSetting, message: "the database has the encoding \(encoding), but tokens need UTF8",
            hint: "Create one with `createdb --encoding=UTF8 --template=template0`.", location: connection.location)
    }

    private static func apply(
        _ migration: Migration, on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        try connection.transaction { connection throws(PostgresError) in
            try findRecords(on: connection)
            try connection.execute(migration.sql)
            _ = try connection.query(
                "INSERT INTO etl.migrations (name, checksum) VALUES ($1, $2)",
                [.text(migration.name), .text(migration.checksum)])
        }
    }

    /// A role named etl has the ledger's schema first in its search path ("$user"), which must not receive the record
    /// tables.
    static func findRecords(on connection: isolated PostgresConnection) throws(PostgresError) {
        try connection.execute("SELECT set_config('search_path', 'public', true) WHERE current_schema() = 'etl'")
    }

    /// The checksums of the applied files, by name.
    private static func history(on connection: isolated PostgresConnection) throws(PostgresError) -> [String: String] {
        var checksums: [String: String] = [:]
        for row in try connection.query("SELECT name, checksum FROM etl.migrations") {
            if let name = row.string(0) { checksums[name] = row.string(1) }
        }
        return checksums
    }

    private static func missing(
        from applied: [String: String], of migrations: [Migration], at location: String
    ) throws(PostgresError) -> [Migration] {
        let unknown = Set(applied.keys).subtracting(migrations.map(\.name))
        guard unknown.isEmpty else {
            throw PostgresError(
                sqlState: .invalidSetting, message: "the database was migrated by a newer version of this program",
                detail: "Unknown migrations: \(unknown.sorted().joined(separator: ", "))", hint: "Update this program.",
                location: location)
        }
        for migration in migrations {
            guard let checksum = applied[migration.name], checksum != migration.checksum else { continue }
            throw PostgresError(
                sqlState: .invalidSetting, message: "sql/\(migration.name).sql was changed after it was applied",
                hint: "Restore the file, and put the change into a new migration.", location: location)
        }
        return migrations.filter { applied[$0.name] == nil }
    }
}
