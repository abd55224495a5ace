package import Postgres
package import TableIndexes

/// An index as an operator sees it.
package struct IndexStatus: Sendable, Hashable, Encodable {
    package let name: String
    package let table: String
    /// `missing`, `building`, `invalid` or `valid`.
    package let state: String
    package let bytes: Int64
    package let serves: String

    init(_ index: TableIndex, _ found: FoundIndex?) {
        name = index.rawValue
        table = index.table
        state = found?.state.rawValue ?? "missing"
        bytes = found?.bytes ?? 0
        serves = index.serves
    }
}

/// The indexes of a database: what there is, building and dropping them.
package enum Indexes {
    /// The state of all indexes, in a fixed order.
    package static func list(on connection: PostgresConnection) async throws(PostgresError) -> [IndexStatus] {
        let found = try await IndexCatalogue.found(on: connection)
        return TableIndex.allCases.map { IndexStatus($0, found[$0]) }
    }

    /// Drops indexes; one that is not there is no error.
    ///
    /// - Parameter onEvent: called in order, one event at a time.
    /// - Throws: ``IndexingError``, or ``PostgresError``.
    package static func drop(
        _ indexes: [TableIndex], on connection: PostgresConnection, onEvent: (IndexEvent) -> Void
    ) async throws {
        try await takeTurn(on: connection)
        for index in indexes {
            guard let found = try await IndexCatalogue.found(on: connection)[index] else {
                onEvent(.notThere(index))
                continue
            }
            try await IndexBuild.drop(found.name, on: connection)
            onEvent(.dropped(index))
        }
    }

    static func takeTurn(on connection: PostgresConnection) async throws {
        guard try await IndexBuild.takeTurn(on: connection) else { throw IndexingError.busy }
    }
}

/// An event while indexes are built or dropped.
package enum IndexEvent: Sendable, Hashable {
    case started(TableIndex)
    case progress(TableIndex, IndexProgress)
    case finished(TableIndex, bytes: Int64)
    /// It was there before.
    case alreadyThere(TableIndex)
    /// An earlier build had left it unfinished: it is dropped, and built anew.
    case droppedRemains(TableIndex)
    case dropped(TableIndex)
    case notThere(TableIndex)
}

/// The reason for which indexes can be neither built nor dropped.
package enum IndexingError: Error, Sendable, Hashable {
    /// Another session builds or drops some.
    case busy
    /// A session that is no `etl` builds one of them.
    case building(TableIndex)
}

extension IndexingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .busy: "another command builds or drops indexes in this database: wait until it ends"
        case .building(let index):
            "another session builds the index \(index.rawValue): wait until it ends, or cancel it in PostgreSQL"
        }
    }
}
