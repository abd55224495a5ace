import Bus
import ETLModels
import Ledger
import Logging
import Postgres
import ServiceMetrics
import TestSupport
import Testing

@testable import Loading
@testable import RabbitMQ

/// A loader that logs in as a member of `etl_loader`, in a database that grants nothing to others.
@Suite struct LeastPrivilegeTests {
    @Test func sufficesToLoadEverything() async throws {
        try await withMember { database, url in
            let loader = handler(url)
            let transfers = try await database.source(1, columns: ["block_number", "value"])
            let tokens = try await database.source(2, .tokens)
            var clean = Draft(.tokenTransfers, transfers, 0, [transfer(1), transfer(2)])
            clean.entries.append(.reject(.missing, raw: "3,"))
            var last = Draft(.tokenTransfers, transfers, 2, firstRecord: 7, [])
            last.isLast = true
            let drafts = [
                clean, Draft(.tokens, tokens, 0, [token(1, block: 1), token(2)]),
                // The last one completes a stored row, through a temporary table.
                Draft(
                    .tokenTransfers, transfers, 1, firstRecord: 4,
                    [transfer(1), transfer(2, value: "9"), transfer(2, from: hexadecimal(1, bytes: 20))]),
                Draft(.tokens, tokens, 1, firstRecord: 3, [token(1, symbol: "NEW", block: 2)]), last, clean,
            ]
            for draft in drafts { #expect(await loader.load([try draft.bytes()]).map(\.?.reason) == [nil]) }
            #expect(
                try await database.ledger(of: transfers) == [
                    "0: 3 = 2 + 0 + 1, 0", "1: 3 = 0 + 2 + 1, 0", "2: 0 = 0 + 0 + 0, 0",
                ])
            #expect(try await database.ledger(of: tokens) == ["0: 2 = 1 + 1 + 0, 0", "1: 1 = 1 + 0 + 0, 0"])
            #expect(try await database.rows(.tokens).first?[1] == "NEW")
            #expect(try await SourceTable.progress(on: database.connection).first?.batches == 3)
            let member = try await LoaderSession.connect(PostgresConfiguration(url: url, applicationName: "loader"))
            #expect(try await SourceTable.stateCounts(stalledAfter: 900, on: member).complete == 1)
            await member.close()
        }
    }

    @Test func sufficesToNoteSightings() async throws {
        try await withMember { database, url in
            let (known, unknown) = (try await database.source(1), SourceID(words: (1, 2)))
            let report = SightingReport(
                process: "host 7", takenUntil: 1000,
                sightings: [known, known, unknown].map { .init("\($0)", .waiting, reason: "no route") })
            let note = try #require(try report.messages().first)
            let batch = try Draft(.tokenTransfers, known, [transfer(1)]).bytes()
            for _ in 1...2 {
                let outcomes = await handler(url).handle([
                    Delivery(body: note.body, headers: note.headers), Delivery(body: batch),
                    Delivery(body: [1], headers: note.headers),
                ])
                guard case .success = outcomes[0], case .success = outcomes[1] else {
                    Issue.record("\(outcomes)")
                    return
                }
                guard case .failure(let error) = outcomes[2] else {
                    Issue.record("noted what is no report")
                    return
                }
                #expect(error.fault == .batch && error.reason == "malformed")
            }
            let seen = try #require(try await SourceTable.progress(on: database.connection).first?.sighting)
            #expect(seen.activity == "waiting" && seen.reason == "no route" && seen.process == "host 7")
        }
    }

    /// Without this test, a missing grant on the table of a new kind would only be noticed in production.
    @Test(arguments: RecordKind.allCases) func isGrantedEveryKind(kind: RecordKind) async throws {
        try await TestDatabase.with { database in
            let row = try await database.connection.query(
                """
                SELECT has_table_privilege('etl_loader', $1, 'SELECT') AND has_table_privilege('etl_loader', $1, 'INSERT'),
                    has_table_privilege('etl_loader', $1, 'UPDATE'), has_table_privilege('etl_reader', $1, 'SELECT')
                """, [.text(kind.schema.table)]
            ).first
            #expect(row?.bool(0) == true)
            #expect(row?.bool(1) == (kind.schema.sameKey != .keepStored))
            #expect(row?.bool(2) == true)
            for column in kind.schema.columns {
                let row = try await database.connection.query(
                    "SELECT has_column_privilege('etl_loader', $1, $2, 'UPDATE')",
                    [.text(kind.schema.table), .text(column.name)]
                ).first
                #expect(
                    row?.bool(0) == (kind.schema.sameKey != .keepStored || !kind.schema.key.contains(column.name)),
                    "\(column.name)")
            }
        }
    }

    @Test func doesNotSufficeForAnythingElse() async throws {
        try await withMember { database, url in
            let member = try await LoaderSession.connect(PostgresConfiguration(url: url, applicationName: "tests"))
            for statement in [
                "DELETE FROM token_transfers", "DELETE FROM etl.batches", "TRUNCATE tokens", "DROP TABLE etl.rejects",
                "UPDATE token_transfers SET block_number = 0", "UPDATE etl.batches SET checksum = 0",
                "INSERT INTO etl.batches (loaded_at) VALUES (now())", "UPDATE etl.sources SET submitted_at = now()",
                "INSERT INTO etl.sources (source_id) VALUES (gen_random_uuid())", "SELECT raw FROM etl.rejects",
                "DELETE FROM etl.migrations", "CREATE TABLE more ()", "CREATE TABLE etl.more ()", "CREATE SCHEMA more",
                "ALTER TABLE tokens DISABLE TRIGGER ALL", "SELECT etl.grant_roles()", "SELECT lo_create(0)",
                "CREATE FUNCTION pg_temp.more() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
                "CREATE FUNCTION pg_temp.more() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
            ] {
                let error = await #expect(throws: PostgresError.self) { try await member.execute(statement) }
                #expect(error?.sqlState == .insufficientPrivilege, "\(statement)")
                #expect(error?.description.contains("Grant the user the privilege") == true)
            }
            await member.close()
        }
    }

    /// Gives `body` a user of the database whose only rights come from `etl_loader`.
    private func withMember(_ body: @Sendable (TestDatabase, _ url: String) async throws -> Void) async throws {
        try await TestDatabase.with { database in
            let name = try #require(database.url.split(separator: "/").last)
            let user = "loader_\(name)"
            try await database.connection.execute(
                """
                REVOKE ALL ON DATABASE \(name) FROM PUBLIC; REVOKE ALL ON SCHEMA public FROM PUBLIC;
                CREATE ROLE \(user) LOGIN PASSWORD 'loader' IN ROLE etl_loader
                """)
            try await body(database, database.url.replacing(/\/\/[^@]*@/, with: "//\(user):loader@"))
            // The staging tables belong to the role and disappear with the sessions.
            try await database.endLoaders()
            try await database.connection.execute("DROP ROLE \(user)")
        }
    }

    private func handler(_ url: String) -> LoadHandler {
        LoadHandler(
            configuration: PostgresConfiguration(url: url, applicationName: "loader"),
            settlement: KeySettlement(turns: WriteTurns(connections: 1)), metrics: LoadMetrics(StageMetrics(.load)),
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
    }
}
