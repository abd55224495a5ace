import DisplayText
package import ETLModels
package import Postgres

/// The reason for which a bulk phase does not begin, or does not end.
package enum BulkError: Error, Sendable {
    /// Two records of a token are settled by their blocks, and a table of tokens is small.
    case notForTokens
    case alreadyBegun(RecordKind)
    case notBegun(RecordKind)
    case notOwned(RecordKind)
    /// The table has rows, and nobody has said how many are to come.
    case hasRows(RecordKind, Int)
    /// The table has too many rows for those that are to come.
    case tooFew(RecordKind, expected: Int, rows: Int)
    /// An earlier version has loaded rows without their origins.
    case unknownRows(RecordKind)
    /// A source is being removed.
    case removal(RecordKind)
    case noKey(RecordKind)
    /// A unique index or a constraint of somebody else refuses rows.
    case otherKeys(RecordKind)
    /// The table cannot lose its key, or could not get it back.
    case keepsKey(RecordKind, KeyHold)
    /// Somebody else has changed the table at the same moment.
    case changed(RecordKind)
    /// The database has refused a step of the end.
    case unfinished(RecordKind, PostgresError)
}

extension BulkError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notForTokens:
            "tokens have no bulk phase: of two records the one of the higher block stays, and the table is small"
        case .alreadyBegun(let kind):
            "\(kind.name) is in its bulk phase already; `etl bulk finish` ends it"
        case .notBegun(let kind): "\(kind.name) is in no bulk phase: it has its key"
        case .notOwned(let kind):
            "the user of the database does not own \(kind.name), and cannot take its key: name its owner with --database"
        case .hasRows(let kind, let rows):
            """
            \(kind.name) has \(Format.count(rows, "row", "rows")): say how many are to come with --expect. The key is built for all of \
            them in the end, which pays only if many come
            """
        case .tooFew(let kind, let expected, let rows):
            """
            \(kind.name) has \(Format.count(rows)) rows, and \(Format.count(expected)) are to come: to build the key anew for all of \
            them takes longer than to keep it. Load without a bulk phase
            """
        case .unknownRows(let kind):
            "an earlier version has loaded rows of \(kind.name), and did not record where they came from: load without a bulk phase"
        case .removal(let kind):
            "a source of \(kind.name) is being removed: finish that with `etl sources remove` first"
        case .noKey(let kind): "\(kind.name) has no key although it is in no bulk phase: add its primary key first"
        case .otherKeys(let kind):
            "\(kind.name) has a unique index or a constraint of yours beside its key, which would refuse rows: drop it first"
        case .keepsKey(let kind, let hold): "\(kind.name) keeps its key: \(hold). Load without a bulk phase"
        case .changed(let kind): "\(kind.name) has changed at the same moment: repeat the command"
        case .unfinished(let kind, let error):
            """
            \(error). The bulk phase of \(kind.name) goes on, and nothing is lost: repeat `etl bulk finish` when the cause is mended
            """
        }
    }
}
