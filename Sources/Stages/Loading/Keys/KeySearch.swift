import ETLModels
import Postgres

/// Finds out which keys of a group of rows are stored, so that only new rows are written.
///
/// A group that is dense in its range of keys is compared with all stored rows of the range, which is one scan of the index. No group is, if
/// the keys are random. Otherwise the keys are looked up that the process has stored itself, and a sample of the others; all of these only
/// if one of the sample is stored.
struct KeySearch: Sendable, Hashable {
    /// The stored rows in a range, for each row of the group, up to which the range is read.
    static let rangeFactor = 2
    /// The groups for which no range is read after one that was too large.
    static let rangePause = 32
    /// The keys of a sample.
    static let sample = 64
    /// The keys in one statement.
    static let keysPerStatement = 4096
    /// The groups whose keys are all looked up after one with a stored key that the process had not stored itself.
    static let lookUpRun = 16

    private var rangesPausedFor = 0
    private var lookUpsLeft = 0

    /// Compares a group with the stored rows of its keys, as far as the search finds them.
    ///
    /// - Parameters:
    ///   - filter: the keys that the process has stored, if it remembers these.
    ///   - all: whether the search has to find every stored row.
    mutating func run(
        _ group: inout GroupRows, of kind: RecordKind, _ filter: KeyFilter?, all: Bool,
        on connection: isolated PostgresConnection
    ) throws(LoadError) {
        guard let bounds = group.bounds else { return }
        let statements = KeyStatements(kind.schema)
        if rangesPausedFor > 0 {
            rangesPausedFor -= 1
        } else if !kind.schema.hasRandomKeys {
            let limit = Self.rangeFactor * group.rows.count + 1000
            let query = statements.rows(
                from: group.rows.key(of: bounds.least), to: group.rows.key(of: bounds.greatest), limit: limit)
            let found = try compare(&group, with: query, on: connection)
            if found < limit { return }
            rangesPausedFor = Self.rangePause
        }
        let order = group.keyOrder
        let (known, others) = filter?.divide(order, of: group.rows) ?? ([], order)
        _ = try lookUp(known[...], in: &group, statements, on: connection)
        try lookUp(others: others, in: &group, statements, all: all, on: connection)
    }

    /// Looks up a sample of the keys that the process has not stored itself, or all.
    private mutating func lookUp(
        others: [Int], in group: inout GroupRows, _ statements: KeyStatements, all: Bool,
        on connection: isolated PostgresConnection
    ) throws(LoadError) {
        if !all, lookUpsLeft == 0 {
            let step = max(1, others.count / Self.sample)
            let sample = stride(from: 0, to: others.count, by: step).map { others[$0] }
            guard try lookUp(sample[...], in: &group, statements, on: connection) > 0 else { return }
        }
        lookUpsLeft = max(0, lookUpsLeft - 1)
        if try lookUp(others[...], in: &group, statements, on: connection) > 0 { lookUpsLeft = Self.lookUpRun }
    }

    /// - Returns: the number of the keys that are stored.
    private func lookUp(
        _ keys: ArraySlice<Int>, in group: inout GroupRows, _ statements: KeyStatements,
        on connection: isolated PostgresConnection
    ) throws(LoadError) -> Int {
        var (rest, found) = (keys, 0)
        while !rest.isEmpty {
            let query = statements.rows(withKeys: group.rows, rest.prefix(Self.keysPerStatement))
            found += try compare(&group, with: query, on: connection)
            rest = rest.dropFirst(Self.keysPerStatement)
        }
        return found
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

extension Schema {
    /// Whether neighbours in a file are none in the order of keys: those begin with an address or a hash.
    fileprivate var hasRandomKeys: Bool {
        guard let column = columns.first(where: { $0.name == key.first }) else { return false }
        return column.type == .address || column.type == .hash
    }
}
