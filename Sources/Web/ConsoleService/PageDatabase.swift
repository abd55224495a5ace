import Ledger
import Postgres
import ServerAccess

/// The session that answers what pages ask of the database. It only reads, and no statement takes long.
actor PageDatabase {
    /// The most pages that wait for it at a time.
    private static let most = 16

    private let servers: Servers
    private var connection: PostgresConnection?
    private var waiting = 0

    init(_ servers: Servers) {
        self.servers = servers
    }

    /// Runs `body` with the session.
    ///
    /// - Throws: ``PageFailure/crowded`` if too many pages wait; an error of the database, after which the session is another.
    func read<Value: Sendable>(_ body: @Sendable (PostgresConnection) async throws -> Value) async throws -> Value {
        guard waiting < Self.most else { throw PageFailure.crowded }
        waiting += 1
        defer { waiting -= 1 }
        let connection = try await connected()
        do {
            return try await body(connection)
        } catch let error as PostgresError where error.sqlState.fault == .infrastructure {
            self.connection = nil
            throw error
        }
    }

    private func connected() async throws -> PostgresConnection {
        if let connection, await connection.isUsable { return connection }
        let new = try await servers.connectToDatabase(inPlaceOf: nil)
        try await new.execute("SET default_transaction_read_only = on; SET statement_timeout = '5s'")
        connection = new
        return new
    }

    func close() async {
        await connection?.close()
    }
}

/// Why there is no page.
enum PageFailure: Error {
    /// Too many pages are asked for at a time.
    case crowded
    /// There is nothing of this name.
    case notFound(String)
    /// Another action is under way: its number, once it has one.
    case busy(Int64?)
    /// Nobody has said where letters are kept before they are discarded.
    case notOffered
}
