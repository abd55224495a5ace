import Indexing
import Ledger
import Postgres
import Synchronization
import TableIndexes
import TestSupport
import Testing

/// Indexes of a database of the test's own.
@Suite struct IndexingTests {
    private func withDatabase(
        _ body:
            @Sendable (@escaping @Sendable () async throws -> PostgresConnection, PostgresConnection) async throws ->
            Void
    ) async throws {
        try await TestServers.shared.withDatabase { url in
            let connect = { @Sendable in
                try await PostgresConnection.connect(PostgresConfiguration(url: url, applicationName: "tests"))
            }
            let connection = try await connect()
            try await Migrator.migrate(on: connection)
            try await body(connect, connection)
            await connection.close()
        }
    }

    private func create(
        _ indexes: [TableIndex], _ connect: @escaping @Sendable () async throws -> PostgresConnection
    ) async throws -> [IndexEvent] {
        let events = Events()
        try await Indexes.create(indexes, connect: connect) { events.add($0) }
        return events.all
    }

    private func states(_ connection: PostgresConnection) async throws -> [String: String] {
        Dictionary(uniqueKeysWithValues: try await Indexes.list(on: connection).map { ($0.name, $0.state) })
    }

    @Test func buildsListsAndDropsAllIndexes() async throws {
        try await withDatabase { connect, connection in
            #expect(try await states(connection).values.allSatisfy { $0 == "missing" })
            let events = try await create(TableIndex.allCases, connect)
            #expect(events.filter { if case .finished = $0 { true } else { false } }.count == TableIndex.allCases.count)
            let listed = try await Indexes.list(on: connection)
            #expect(listed.allSatisfy { $0.state == "valid" && $0.bytes > 0 })
            #expect(try await create([.token, .name], connect) == [.alreadyThere(.token), .alreadyThere(.name)])
            let dropped = Events()
            try await Indexes.drop([.to, .name], on: connection) { dropped.add($0) }
            try await Indexes.drop([.to], on: connection) { dropped.add($0) }
            #expect(dropped.all == [.dropped(.to), .dropped(.name), .notThere(.to)])
            let left = try await states(connection)
            #expect(left["to"] == "missing" && left["from"] == "valid")
        }
    }

    @Test func knowsAnIndexByItsColumnsAndNotByItsName() async throws {
        try await withDatabase { connect, connection in
            try await connection.execute(
                """
                CREATE INDEX mine ON token_transfers (token_address, block_number, log_index);
                CREATE INDEX token_transfers_from_idx ON token_transfers (from_address) WHERE value > 0;
                """)
            let found = try await states(connection)
            #expect(found["token"] == "valid" && found["from"] == "missing")
            #expect(try await create([.token], connect) == [.alreadyThere(.token)])
        }
    }

    @Test func buildsAnewWhatWasInterrupted() async throws {
        try await withDatabase { connect, connection in
            _ = try await create([.transaction], connect)
            try await connection.execute(
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'token_transfers_transaction_idx'::regclass")
            #expect(try await states(connection)["transaction"] == "invalid")
            let events = try await create([.transaction], connect)
            #expect(events.first == .droppedRemains(.transaction))
            #expect(try await states(connection)["transaction"] == "valid")
        }
    }

    @Test func refusesToWorkBesideAnother() async throws {
        try await withDatabase { connect, connection in
            let other = try await connect()
            #expect(try await IndexBuild.takeTurn(on: other))
            await #expect(throws: IndexingError.busy) { _ = try await create([.token], connect) }
            await #expect(throws: IndexingError.busy) {
                try await Indexes.drop([.token], on: connection, onEvent: { _ in })
            }
            await other.close()
        }
    }

    /// A transaction that has written holds the build up, until the command is stopped.
    @Test func tellsWhatItWaitsForAndStopsAtOnce() async throws {
        try await withDatabase { connect, connection in
            let writer = try await connect()
            try await writer.execute("BEGIN; DELETE FROM tokens")
            let events = Events()
            let work = Task { try await Indexes.create([.symbol], connect: connect) { events.add($0) } }
            while !events.all.contains(where: \.isWaiting) { try await Task.sleep(for: .milliseconds(50)) }
            #expect(try await states(connection)["symbol"] == "building")
            work.cancel()
            await #expect(throws: CancellationError.self) { try await work.value }
            #expect(try await states(connection)["symbol"] != "building")
            try await writer.execute("ROLLBACK")
            await writer.close()
            _ = try await create([.symbol], connect)
            #expect(try await states(connection)["symbol"] == "valid")
        }
    }
}

extension IndexEvent {
    fileprivate var isWaiting: Bool {
        if case .progress(_, let progress) = self { progress.waitsFor > 0 } else { false }
    }
}

/// The events of an operation.
private final class Events: Sendable {
    private let events = Mutex<[IndexEvent]>([])

    var all: [IndexEvent] { events.withLock { $0 } }

    func add(_ event: IndexEvent) { events.withLock { $0.append(event) } }
}
