import Ledger
import Postgres
import TokenGraph

/// A session that answers requests: it can only read, and no statement takes longer than a limit.
enum QuerySession {
    /// Opens a session.
    ///
    /// Plans do not depend on values, and planning takes as long as a page, hence generic plans. The costs of lists are
    /// above the threshold of `jit`, which would compile each statement.
    static func connect(
        _ configuration: PostgresConfiguration, timeout: Duration
    ) async throws(PostgresError) -> PostgresConnection {
        let connection = try await PostgresConnection.connect(configuration)
        try await connection.execute(
            """
            SET default_transaction_read_only = on; SET default_transaction_isolation = 'read committed';
            SET statement_timeout = \(timeout.milliseconds); SET idle_in_transaction_session_timeout = '10s';
            SET plan_cache_mode = force_generic_plan; SET jit = off; SET max_parallel_workers_per_gather = 0;
            \(PostgresConnection.keepaliveSettings);
            SET TimeZone = 'UTC'; SET DateStyle = 'ISO'
            """)
        return connection
    }

    /// Checks that the database has the tables.
    ///
    /// - Returns: whether the role could write if the session let it.
    static func check(on connection: isolated PostgresConnection) throws(PostgresError) -> Bool {
        try Migrator.requireMigrated(on: connection)
        let row = try connection.query(
            """
            SELECT has_table_privilege('token_transfers', 'INSERT') OR has_table_privilege('token_transfers', 'DELETE'),
                has_table_privilege('token_transfers', 'SELECT') AND has_table_privilege('tokens', 'SELECT')
            """
        ).first
        guard row?.bool(1) == true else {
            throw PostgresError(
                sqlState: .insufficientPrivilege,
                message:
                    "the login may not read tokens and token_transfers; as their owner: GRANT etl_reader TO the login")
        }
        return row?.bool(0) ?? false
    }
}

extension PostgresConnection {
    /// Runs statements and returns their texts; several see one snapshot.
    ///
    /// - Parameter limit: the time for all of them together.
    func texts(of statements: [Statement], within limit: Duration) throws(StatementFailure) -> sending [[UInt8]] {
        guard statements.count > 1 else { return try texts(of: statements) { _ in } }
        let start = ContinuousClock.now
        return try transaction(
            with: "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        ) { connection throws(StatementFailure) in
            try connection.texts(of: statements) { connection throws(PostgresError) in
                let rest = max(.milliseconds(1), limit - (.now - start))
                try connection.execute("SET LOCAL statement_timeout = \(rest.milliseconds)")
            }
        }
    }

    /// The most bytes of all texts; the limit of each is within its statement.
    private static let largestAnswer = RequestLimits.standard.responseBytes

    private func texts(
        of statements: [Statement], before: (isolated PostgresConnection) throws(PostgresError) -> Void
    ) throws(StatementFailure) -> [[UInt8]] {
        var texts: [[UInt8]] = []
        var bytes = 0
        for (index, statement) in statements.enumerated() {
            do throws(PostgresError) {
                try before(self)
                let text = try preparedText(statement.text, statement.parameters.map(\.value))
                bytes += text?.count ?? 0
                guard let text, bytes <= Self.largestAnswer else {
                    throw PostgresError(sqlState: .programLimitExceeded, message: "the answer is too large")
                }
                texts.append(text)
            } catch {
                throw StatementFailure(index: index, error: error)
            }
        }
        return texts
    }
}

/// The failure of one of several statements.
struct StatementFailure: PostgresFailure {
    /// The place of the statement; nil if the transaction itself failed.
    var index: Int?
    let error: PostgresError

    init(index: Int, error: PostgresError) {
        self.index = index
        self.error = error
    }

    init(_ error: PostgresError) {
        self.error = error
    }
}

extension SQLParameter {
    /// The value for the driver. The statement casts each parameter, so texts have the types that it expects.
    var value: PostgresValue {
        switch self {
        case .integer(let value): .integer(value)
        case .bytes(let bytes): .bytes(bytes)
        case .number, .text, .bytesList, .time: .text(text)
        }
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
