import ETLModels
import Ledger
import Postgres
import Testing

/// Sources that a version without fingerprints entered.
@Suite(.ownDatabase) struct FormerSourceTests {
    private let formerID = SourceID(uri: "/a.csv", size: 100, modified: 0)

    private func entry(_ fingerprint: UInt64?) -> SourceEntry {
        let id = fingerprint.map { SourceID(uri: "/a.csv", size: 100, modified: 0, fingerprint: $0) }
        return SourceEntry(
            id: id ?? formerID, formerID: id == nil ? nil : formerID, uri: "/a.csv", kind: .tokens, format: "csv",
            columns: ["address"], bytes: 100, modified: 0, fingerprint: fingerprint.map { "\($0)" },
            batchRecords: 1000)
    }

    private func found(_ fingerprint: UInt64, on connection: PostgresConnection) async throws -> SourceID {
        let former = try await SourceTable.formerSources(of: [entry(fingerprint)], on: connection)
        return entry(fingerprint).under(former).id
    }

    @Test func aFileKeepsItsFormerIdentityUntilItsContentChanges() async throws {
        let connection = try await OwnDatabase.migrated()
        _ = try await SourceTable.register([entry(nil)], on: connection)
        // The first submission records the content; nobody knows whether it was the same before.
        #expect(try await found(1, on: connection) == formerID)
        #expect(try await connection.query("SELECT fingerprint FROM etl.sources").first?.string(0) == "1")
        #expect(try await found(1, on: connection) == formerID)
        #expect(try await found(2, on: connection) == entry(2).id)
    }

    @Test func aNewFileHasNoFormerIdentity() async throws {
        let connection = try await OwnDatabase.migrated()
        _ = try await SourceTable.register([entry(1)], on: connection)
        #expect(try await found(1, on: connection) == entry(1).id)
        #expect(try await found(2, on: connection) == entry(2).id)
        #expect(try await SourceTable.formerSources(of: [], on: connection).isEmpty)
        #expect(try await SourceTable.formerSources(of: [entry(nil)], on: connection).isEmpty)
    }

    @Test func manyAreFoundAtOnceAndSomeTwice() async throws {
        let connection = try await OwnDatabase.migrated()
        let ids = (0..<Int64(SourceTable.mostAtOnce)).map { SourceID(uri: "/b", size: $0, modified: 0) }
        let entries = ids.enumerated().map { number, id in
            SourceEntry(
                id: SourceID(words: (1, UInt64(number))), formerID: id, uri: "/b", kind: .tokens, format: "csv",
                columns: [], bytes: 1, modified: 0, fingerprint: "\(number)", batchRecords: 10)
        }
        let old = ids.prefix(10).map { id in
            SourceEntry(
                id: id, uri: "/b", kind: .tokens, format: "csv", columns: [], bytes: 1, modified: 0, batchRecords: 10)
        }
        _ = try await SourceTable.register(old, on: connection)
        #expect(
            try await SourceTable.formerSources(of: entries + entries.prefix(1), on: connection) == Set(ids.prefix(10)))
    }
}
