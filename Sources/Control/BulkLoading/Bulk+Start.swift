package import ETLModels
package import Ledger
package import Postgres
import TableIndexes

/// The bulk phase of a table: rows are copied without its key, which is built at the end.
///
/// See docs/decisions/0029-a-first-load-without-its-key.md.
package enum Bulk {
    /// A phase needs at least so many rows to come for each stored one.
    static let leastShare = 0.5

    /// Begins a phase.
    ///
    /// - Parameter expected: the transfers that are to come, if the table has rows.
    /// - Throws: ``BulkError``, or ``PostgresError``.
    package static func start(
        _ kind: RecordKind, by starter: BulkPhase.Starter, expected: Int? = nil, on connection: PostgresConnection
    ) async throws {
        guard kind.schema.sameKey == .keepStored else { throw BulkError.notForTokens }
        guard try await BulkPhase.isOwned(kind, on: connection) else { throw BulkError.notOwned(kind) }
        guard try await BulkPhase.of(kind, on: connection) == nil else { throw BulkError.alreadyBegun(kind) }
        let table = try await BulkPhase.table(kind, on: connection)
        if let refusal = refusal(of: kind, table, expected) { throw refusal }
        let indexes = try await IndexCatalogue.found(on: connection)
            .filter { $0.key.table == kind.schema.table && $0.value.state == .valid }
            .map { (name: $0.key.rawValue, relation: $0.value.name) }
            .sorted { $0.name < $1.name }
        do {
            let hasBegun = try await BulkPhase.start(
                kind, by: starter, wasEmpty: table.isEmpty, indexes: indexes, on: connection)
            guard hasBegun else { throw BulkError.changed(kind) }
        } catch let error as PostgresError where error.sqlState == .dependentObjects {
            throw BulkError.keepsKey(kind, .needed(error))
        }
    }

    /// Why a phase makes no sense, or is impossible; nil if it may begin.
    static func refusal(of kind: RecordKind, _ table: BulkTable, _ expected: Int?) -> BulkError? {
        guard table.hasKey else { return .noKey(kind) }
        guard !table.hasOtherKeys else { return .otherKeys(kind) }
        guard table.mayEnd else { return .keepsKey(kind, .mayNotEnd) }
        guard !table.hasParts else { return .keepsKey(kind, .inParts) }
        guard !table.isFollowed else { return .keepsKey(kind, .followed) }
        guard !table.isBeingCleared else { return .removal(kind) }
        guard !table.isEmpty else { return nil }
        guard !table.hasUnknownRows else { return .unknownRows(kind) }
        guard let expected else { return .hasRows(kind, table.rows) }
        guard Double(expected) >= leastShare * Double(table.rows) else {
            return .tooFew(kind, expected: expected, rows: table.rows)
        }
        return nil
    }

    /// Begins a phase for a first load, if the table is empty and nothing speaks against it.
    ///
    /// - Returns: whether the phase has begun.
    package static func startIfEmpty(_ kind: RecordKind, on connection: PostgresConnection) async throws -> Bool {
        do {
            // A table with rows is refused, because nobody has said how many are to come.
            try await start(kind, by: .run, on: connection)
            return true
        } catch is BulkError {
            return false
        } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
            // Somebody reads the table for long. The load need not wait for that.
            return false
        }
    }
}
