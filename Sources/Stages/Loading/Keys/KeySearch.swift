import ETLModels
import Postgres

/// Finds out which keys of a group of rows are stored, so that only new rows are written.
///
/// A group that is dense in its range of keys is compared with all stored rows of the range, which is one scan of the index. Otherwise
/// a sample of keys is looked up first, and all keys only if one of the sample is stored.
struct KeySearch: Sendable, Hashable {
    /// The stored rows in a range, for each row of the group, up to which the range is read.
    static let rangeFactor = 2
    /// The groups for which no range is read after one that was too large.
    static let rangePause = 32
    /// The keys of a sample.
    static let sample = 64
    /// The keys in one statement.
    static let keysPerStatement = 4096
    /// The groups whose keys are all looked up after one whose keys were.
    static let lookUpRun = 16

    private var rangesPausedFor = 0
    private var lookUpsLeft = 0

    /// A key of the last group was stored, and the search had not found it.
    mutating func missedKey() { lookUpsLeft = Self.lookUpRun }

    /// Compares a group with the stored rows of its keys, as far as the search finds them.
    mutating func run(
        _ group: inout GroupRows, of kind: RecordKind, on connection: isolated PostgresConnection
    ) throws(LoadError) {
        guard let bounds = group.bounds else { return }
        let statements = KeyStatements(kind.schema)
        if rangesPausedFor > 0 {
            rangesPausedFor -= 1
        } else {
            let limit = Self.rangeFactor * group.rows.count + 1000
            let query = statements.rows(
                from: group.rows.key(of: bounds.least), to: group.rows.key(of: bounds.greatest), limit: limit)
            let found = try compare(&group, with: query, on: connection)
            if found < limit { return }
            rangesPausedFor = Self.rangePause
        }
        try lookUp(&group, statements, on: connection)
    }

    private mutating func lookUp(
        _ group: inout GroupRows, _ statements: KeyStatements, on connection: isolated PostgresConnection
    ) throws(LoadError) {
        let order = group.keyOrder
        if lookUpsLeft > 0 {
            lookUpsLeft -= 1
        } else {
            let step = max(1, order.count / Self.sample)
            let sample = stride(from: 0, to: order.count, by: step).map { order[$0] }
            let query = statements.rows(withKeys: group.rows, sample[...])
            guard try compare(&group, with: query, on: connection) > 0 else { return }
            lookUpsLeft = Self.lookUpRun
        }
        for start in stride(from: 0, to: order.count, by: Self.keysPerStatement) {
            let keys = order[start..<min(start + Self.keysPerStatement, order.count)]
            _ = try compare(
                &group, with: statements.rows(withKeys: group.rows, keys), on: connection)
        }
    }

    /// - Returns: the number of stored rows that the query has found.
    private func compare(
        _ group: inout GroupRows, with query: String, on connection: isolated PostgresConnection
    ) throws(LoadError) -> Int {
        var found = 0
        do throws(PostgresError) {
            try connection.copy(outOf: query) { row in
                found += 1
                group.compare(withStored: row)
            }
        } catch {
            throw .database(error)
        }
        return found
    }
}
