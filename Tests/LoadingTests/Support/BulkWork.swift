import ETLModels
import Ledger
import Postgres
import Testing

@testable import Loading

/// The end of a table's bulk phase, step by step, so that tests can interrupt it anywhere.
struct BulkWork {
    private let session: PostgresConnection
    private let windowRows: Int
    /// How many rows the windows have removed.
    private(set) var removed = 0

    /// - Parameter database: the work has a session of its own, and takes the loads of the database.
    init(_ database: TestDatabase, windowRows: Int = 4) async throws {
        session = try await TestDatabase.connect(database.url)
        self.windowRows = windowRows
        try await BulkPhase.holdLoads(on: session)
    }

    /// Ends the phase.
    ///
    /// - Parameter most: the windows after which the session is lost.
    /// - Returns: whether the key is back.
    mutating func run(most: Int = .max) async throws -> Bool {
        var windows = 0
        while try await !buildKey() {
            let phase = try #require(try await BulkPhase.of(.tokenTransfers, on: session))
            try await phase.noteSettling(on: session)
            let settlement = BulkSettlement(phase, windowRows: windowRows)
            let keys = try await settlement.find(on: session)
            var next: Int? = keys.count > 0 ? 1 : nil
            while let first = next {
                guard windows < most else { return false }
                let settled = try await settlement.settle(from: first, of: keys, on: session)
                removed += settled.removed
                next = settled.next
                windows += 1
            }
        }
        return true
    }

    private func buildKey() async throws -> Bool {
        let phase = try #require(try await BulkPhase.of(.tokenTransfers, on: session))
        do throws(PostgresError) {
            try await phase.buildKey(on: session)
            try await phase.forget(on: session)
            return true
        } catch {
            guard error.sqlState == .uniqueViolation else { throw error }
            return false
        }
    }

    func close() async {
        await session.close()
    }
}

extension TestDatabase {
    /// Begins the bulk phase of transfers.
    func startBulk(wasEmpty: Bool = true) async throws {
        let hasBegun = try await BulkPhase.start(
            .tokenTransfers, by: .operator, wasEmpty: wasEmpty, indexes: [], on: connection)
        #expect(hasBegun)
    }

    /// Ends it.
    ///
    /// - Returns: how many rows were removed.
    @discardableResult
    func finishBulk(windowRows: Int = 4) async throws -> Int {
        var work = try await BulkWork(self, windowRows: windowRows)
        #expect(try await work.run())
        await work.close()
        return work.removed
    }
}
