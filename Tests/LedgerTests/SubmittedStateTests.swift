import ETLModels
import Ledger
import Postgres
import Testing

@Suite(.ownDatabase) struct SubmittedStateTests {
    @Test func tellsWhatWasSubmittedAsItIs() async throws {
        let connection = try await OwnDatabase.migrated()
        try await submit("/in/a.csv", bytes: 10, modified: 1_700_000_000_123_456_789, on: connection)
        try await submit("/in/old.csv", bytes: 10, modified: -1_700_000_000_123_456_789, on: connection)
        let states = try await SourceTable.submittedStates(
            of: [
                file("/in/a.csv", bytes: 10, modified: 1_700_000_000_123_457_789),
                file("/in/a.csv", bytes: 11, modified: 1_700_000_000_123_456_789),
                file("/in/b.csv", bytes: 10, modified: 1_700_000_000_123_456_789),
                file("/in/a.csv", bytes: 10, modified: 1_700_000_000_123_456_789),
                file("/in/old.csv", bytes: 10, modified: -1_700_000_000_123_456_789),
            ], on: connection)
        #expect(states == [.changed, .changed, .unknown, .submitted, .submitted])
        #expect(try await SourceTable.submittedStates(of: [], on: connection) == [])
    }

    @Test func knowsAllThatAFileWas() async throws {
        let connection = try await OwnDatabase.migrated()
        for modified in [Int64(1_000_000), 2_000_000, 3_000_000] {
            try await submit("/in/a.csv", bytes: 10, modified: modified, on: connection)
        }
        let times: [Int64] = [1_000_000, 2_000_000, 3_000_000, 4_000_000]
        let states = try await SourceTable.submittedStates(
            of: times.map { file("/in/a.csv", bytes: 10, modified: $0) }, on: connection)
        #expect(states == [.submitted, .submitted, .submitted, .changed])
    }

    @Test func whatIsOnlyEnteredIsNotSubmitted() async throws {
        let connection = try await OwnDatabase.migrated()
        _ = try await SourceTable.register([entry("/in/a.csv", bytes: 10, modified: 1_000_000)], on: connection)
        let asked = [
            file("/in/a.csv", bytes: 10, modified: 1_000_000), file("/in/a.csv", bytes: 9, modified: 1_000_000),
        ]
        #expect(try await SourceTable.submittedStates(of: asked, on: connection) == [.unknown, .unknown])
        // The file contains two sources, of which one is not submitted.
        try await submit("/in/a.csv", bytes: 10, modified: 1_000_000, id: 7, on: connection)
        #expect(try await SourceTable.submittedStates(of: asked, on: connection) == [.unknown, .changed])
    }

    @Test func theContentCountsWhereItIsKnown() async throws {
        let connection = try await OwnDatabase.migrated()
        try await submit("/in/a.csv", bytes: 10, modified: 1_000_000, fingerprint: "aa", on: connection)
        try await submit("/in/old.csv", bytes: 10, modified: 1_000_000, on: connection)
        let states = try await SourceTable.submittedStates(
            of: [
                file("/in/a.csv", bytes: 10, modified: 1_000_000, fingerprint: "aa"),
                file("/in/a.csv", bytes: 10, modified: 1_000_000, fingerprint: "bb"),
                file("/in/a.csv", bytes: 10, modified: 1_000_000),
                file("/in/old.csv", bytes: 10, modified: 1_000_000, fingerprint: "aa"),
            ], on: connection)
        #expect(states == [.submitted, .changed, .submitted, .submitted])
        try await submit("/in/a.csv", bytes: 10, modified: 1_000_000, id: 7, fingerprint: "bb", on: connection)
        let both = try await SourceTable.submittedStates(
            of: ["aa", "bb", "cc"].map { file("/in/a.csv", bytes: 10, modified: 1_000_000, fingerprint: $0) },
            on: connection)
        #expect(both == [.submitted, .submitted, .changed])
    }

    @Test func aSubmissionToKeepIsNoneToReplace() async throws {
        let connection = try await OwnDatabase.migrated()
        let asked = [
            file("/in/a.csv", bytes: 10, modified: 1_000_000), file("/in/a.csv", bytes: 9, modified: 1_000_000),
        ]
        func states(replacing: Bool) async throws -> [SubmittedState] {
            try await SourceTable.submittedStates(of: asked, replacing: replacing, on: connection)
        }
        try await submit("/in/a.csv", bytes: 10, modified: 1_000_000, on: connection)
        #expect(try await states(replacing: false) == [.submitted, .changed])
        #expect(try await states(replacing: true) == [.unknown, .changed])
        // A file that replaces brings all that it could bring to keep.
        try await submit("/in/a.csv", bytes: 10, modified: 1_000_000, id: 7, replaces: true, on: connection)
        #expect(try await states(replacing: true) == [.submitted, .changed])
        #expect(try await states(replacing: false) == [.submitted, .changed])
    }

    private func file(_ uri: String, bytes: Int64, modified: Int64, fingerprint: String? = nil) -> SourceFileState {
        SourceFileState(uri: uri, bytes: bytes, modified: modified, fingerprint: fingerprint)
    }

    private func entry(
        _ uri: String, bytes: Int64, modified: Int64, id: UInt64? = nil, fingerprint: String? = nil,
        replaces: Bool = false
    ) -> SourceEntry {
        SourceEntry(
            id: id.map { SourceID(words: ($0, $0)) } ?? SourceID(uri: uri, size: bytes, modified: modified), uri: uri,
            kind: .tokens, format: "csv", columns: ["address"], bytes: bytes, modified: modified,
            fingerprint: fingerprint, batchRecords: 1000, replaces: replaces)
    }

    private func submit(
        _ uri: String, bytes: Int64, modified: Int64, id: UInt64? = nil, fingerprint: String? = nil,
        replaces: Bool = false, on connection: PostgresConnection
    ) async throws {
        let entry = entry(
            uri, bytes: bytes, modified: modified, id: id, fingerprint: fingerprint, replaces: replaces)
        _ = try await SourceTable.register([entry], on: connection)
        try await SourceTable.markSubmitted([entry.id], on: connection)
    }
}
