import Blocking
import CPostgreSQL

/// One session with a PostgreSQL server.
///
/// Its calls block a thread of its own, never one of Swift's cooperative pool. Everything but connecting is synchronous
/// inside the actor: work of several statements hops to the connection once, in ``transaction(_:)``, without
/// interleaving.
package actor PostgresConnection {
    private let executor: QueueExecutor
    private var handle: LibpqConnection?
    /// `host:port/database as user`, for messages.
    package private(set) var location: String
    /// The bytes that COPY has sent, committed or not.
    package internal(set) var copiedBytes = 0
    /// The statements that the session has prepared.
    var prepared = PreparedStatements()

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Settings of a session with which the server ends it, and frees its locks, a minute after the client's machine has
    /// failed. The default of most systems is two hours.
    package static let keepaliveSettings =
        "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"

    private init(location: String) {
        executor = QueueExecutor(label: "PostgreSQL \(location)")
        self.location = location
    }

    /// Opens a session.
    ///
    /// - Throws: ``PostgresError``: unreachable (class 08), refused (28), no such database (3D), an invalid connection
    ///   string (``SQLState/invalidSetting``).
    package static func connect(
        _ configuration: PostgresConfiguration
    ) async throws(PostgresError) -> PostgresConnection {
        let parameters = try configuration.parameters.get()
        let connection = PostgresConnection(location: configuration.location)
        try await connection.connect(parameters)
        return connection
    }

    /// Whether the connection can send statements; `false` after the server, the network or ``close()`` ended the
    /// session.
    package var isUsable: Bool { handle?.isUsable ?? false }

    /// Whether the server answers in this session: a session that was ended looks usable until it is used.
    package func answers() -> Bool { isUsable && (try? execute("SELECT")) != nil }

    /// Ends the session; the server rolls back an open transaction. Closing twice is harmless.
    package func close() {
        handle = nil
    }

    /// Sends one or more statements, without parameters; several run as one transaction unless they control it themselves.
    package func execute(_ sql: String) throws(PostgresError) {
        _ = try run(sql)
    }

    /// Sends one statement with parameters `$1`, `$2`, … and reads all of its rows into memory.
    ///
    /// The corresponding C function is `PQexecParams`.
    package func query(_ sql: String, _ parameters: [PostgresValue] = []) throws(PostgresError) -> PostgresRows {
        let session = try session()
        let result = try QueryParameters(parameters).withPointers { count, types, values, lengths, formats in
            PQexecParams(session, sql, count, types, values, lengths, formats, 0)
        }
        return try checked(ResultHandle(pointer: result), of: sql).rows()
    }

    private func connect(_ parameters: [ConnectionParameter]) throws(PostgresError) {
        let handle = try LibpqConnection.connect(parameters, configuredLocation: location)
        location = handle.location
        self.handle = consume handle
    }
}

extension PostgresConnection {
    private var pointer: OpaquePointer? { handle?.pointer }

    /// The open session.
    func session() throws(PostgresError) -> OpaquePointer {
        guard let pointer else {
            throw PostgresError(
                sqlState: .connectionClosed, message: "the database connection is closed", location: location)
        }
        return pointer
    }

    /// Runs statements with the simple protocol. The corresponding C function is `PQexec`.
    func run(_ sql: String) throws(PostgresError) -> ResultHandle {
        let session = try session()
        return try checked(ResultHandle(pointer: PQexec(session, sql)), of: sql)
    }

    /// The only place that turns a result of libpq into a Swift error.
    func checked(_ result: consuming ResultHandle, of statement: String) throws(PostgresError) -> ResultHandle {
        switch result.status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY, PGRES_COPY_IN, PGRES_COPY_OUT: return result
        default:
            throw PostgresError(
                result: result.pointer, connection: try session(), statement: statement, location: location)
        }
    }
}
