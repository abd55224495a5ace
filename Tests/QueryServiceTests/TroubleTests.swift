import CoreMetrics
import Foundation
import Glibc
import Ledger
import LocalServers
import Logging
import MetricsTestKit
import NIOHTTP1
import Postgres
import ServiceSettings
import Telemetry
import TestSupport
import Testing

@testable import QueryService
@testable import TokenGraph

@Suite(.serialized, .timeLimit(.minutes(5))) struct TroubleTests {
    private let query = "{ tokens(first: 1) { nodes { symbol } } }"

    @Test func whatIsKnownOfTheDatabaseCountsForSomeSecondsOnly() async throws {
        try await withLoadedDatabase { url, _ in
            let watch = DatabaseWatch(health: Health(), logger: Logger(label: "quiet")) { () throws(PostgresError) in
                try await PostgresConnection.connect(PostgresConfiguration(url: url, applicationName: "tests"))
            }
            #expect(watch.shape() == nil)
            try await watch.start()
            #expect(watch.shape() != nil)
            #expect(watch.shape(now: .now + .seconds(16)) == nil)
        }
    }

    @Test func aTransferThatIsThereTwiceIsTheBulkPhases() async throws {
        try await withLoadedDatabase { url, owner in
            try await serving(url) { service in
                let lookup = "{ tokenTransfer(blockNumber: 100, logIndex: 1) { id } }"
                #expect(try await service.ask(lookup).status == 200)
                try await owner.execute(
                    """
                    ALTER TABLE token_transfers DROP CONSTRAINT token_transfers_pkey;
                    INSERT INTO token_transfers SELECT * FROM token_transfers WHERE block_number = 100 AND log_index = 1
                    """)
                let twice = try await service.ask(lookup)
                #expect(twice.status == 400 && twice.codes == ["BULK_PHASE"], "\(twice.body)")
            }
        }
    }

    @Test func aLoginThatMayNotReadIsNotServed() async throws {
        try await withLoadedDatabase { url, owner in
            let user = "reader\(UInt32.random(in: 0 ... .max))"
            try await owner.execute("CREATE ROLE \(user) LOGIN PASSWORD 'r3ader' IN ROLE etl_reader")
            var login = try #require(URLComponents(string: url))
            (login.user, login.password) = (user, "r3ader")
            let reader = try #require(login.string)
            try await serving(reader) { service in
                let answer = try await service.ask(query)
                #expect(answer.status == 200)
            }
            try await owner.execute("REVOKE SELECT ON tokens FROM etl_reader")
            let error = await #expect(throws: PostgresError.self) { try await serving(reader) { _ in } }
            #expect(error?.description.contains("GRANT etl_reader") == true, "\(String(describing: error))")
        }
    }

    @Test func endsAStatementThatTakesTooLong() async throws {
        try await withLoadedDatabase { url, owner in
            try await serving(url, [.timeout: "1"]) { service in
                #expect(try await service.ask(query).status == 200)
                try await owner.execute("BEGIN; LOCK TABLE tokens")
                let late = try await service.ask("{ __typename } ")
                #expect(late.status == 200)
                let stopped = try await service.ask(query)
                #expect(stopped.status == 504 && stopped.codes == ["TIMEOUT"])
                #expect(stopped.body.contains("\"path\":[\"tokens\"]"))
                try await owner.execute("ROLLBACK")
                #expect(try await service.ask(query).status == 200)
            }
        }
    }

    @Test func shedsWhatDoesNotFitIntoTheQueue() async throws {
        try await withLoadedDatabase { url, owner in
            let metrics = TestMetrics()
            try await serving(url, [.connections: "1", .queue: "1", .timeout: "3"], metrics: metrics) { service in
                #expect(try await service.ask(query).status == 200)
                try await owner.execute("BEGIN; LOCK TABLE tokens")
                let answers = try await withThrowingTaskGroup(of: RunningService.Answer.self) { group in
                    for _ in 0..<6 { group.addTask { try await service.ask(query) } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                try await owner.execute("ROLLBACK")
                let shed = answers.filter { $0.codes == ["OVERLOADED"] }
                // One runs until its time is over, and one waits as long.
                #expect(shed.count >= 4)
                #expect(shed.allSatisfy { $0.status == 503 && $0.headers.first(name: "retry-after") == "1" })
                #expect(try await service.ask(query).status == 200)
            }
            let shed = try metrics.expectCounter("etl_graphql_requests_total", [("outcome", "shed")])
            #expect(shed.totalValue >= 4)
            let answered = try metrics.expectCounter("etl_graphql_requests_total", [("outcome", "answered")])
            #expect(answered.totalValue >= 2)
            #expect(try metrics.expectCounter("etl_graphql_errors_total", [("code", "OVERLOADED")]).totalValue >= 4)
        }
    }

    @Test func replacesSessionsThatTheServerHasEnded() async throws {
        try await withLoadedDatabase { url, owner in
            try await serving(url) { service in
                // Several sessions at once.
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<12 {
                        group.addTask {
                            let answer = try await service.ask(query)
                            #expect(answer.status == 200)
                        }
                    }
                    try await group.waitForAll()
                }
                _ = try await owner.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE application_name = 'graphql' AND datname = current_database()
                    """)
                for _ in 0..<6 { #expect(try await service.ask(query).status == 200) }
            }
        }
    }

    @Test func givesUpADatabaseThatDoesNotAnswer() async throws {
        try await withLoadedDatabase { url, owner in
            try await serving(url, [.timeout: "1", .connections: "2"]) { service in
                #expect(try await service.ask(query).status == 200)
                var processes: [Int32] = []
                // The sessions open one after the other.
                for _ in 0..<200 where processes.count < 3 {
                    let rows = try await owner.query(
                        "SELECT pid FROM pg_stat_activity WHERE application_name = 'graphql' AND datname = current_database()"
                    )
                    processes = rows.compactMap { $0.int(0).map(Int32.init) }
                    try await Task.sleep(for: .milliseconds(50))
                }
                #expect(processes.count == 3)
                for process in processes { kill(process, SIGSTOP) }
                let answers = try await withThrowingTaskGroup(of: RunningService.Answer.self) { group in
                    for _ in 0..<3 { group.addTask { try await service.ask(query) } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                for process in processes { kill(process, SIGCONT) }
                #expect(answers.allSatisfy { $0.status == 503 })
                #expect(Set(answers.flatMap(\.codes)) == ["DATABASE_UNAVAILABLE", "OVERLOADED"])
                #expect(try await service.ask(query, until: []).status == 200)
            }
        }
    }

    @Test func hidesErrorsOfTheDatabaseAndLogsThemUnderAName() async throws {
        try await withLoadedDatabase { url, owner in
            try await serving(url) { service in
                #expect(try await service.ask(query).status == 200)
                try await owner.execute("ALTER TABLE tokens RENAME COLUMN symbol TO secret_column")
                let failed = try await service.ask(query)
                #expect(failed.status == 500 && failed.codes == ["INTERNAL_ERROR"])
                #expect(!failed.body.contains("symbol") && !failed.body.contains("SELECT"))
                let line = try #require(service.log.lines.first { $0.metadata[QueryLogKey.errorID] != nil })
                let id = try #require(line.metadata[QueryLogKey.errorID])
                #expect(failed.body.contains("\(id)"))
                #expect("\(line.metadata["error"] ?? "")".contains("42703"))
            }
        }
    }

    @Test func startsWithoutTheDatabaseAndRecovers() async throws {
        let server = try await TestServers.dedicatedPostgres()
        let url = server.url(database: "etl")
        let owner = try await PostgresConnection.connect(PostgresConfiguration(url: url, applicationName: "tests"))
        try await Migrator.migrate(on: owner)
        await owner.close()
        await server.kill()
        try await serving(url, [.timeout: "2"]) { service in
            let early = try await service.ask(query)
            #expect(early.status == 503 && early.codes == ["DATABASE_UNAVAILABLE"])
            #expect(early.headers.first(name: "retry-after") != nil)
            #expect(try await service.ask("{ __typename }").status == 200)
            #expect(await !service.health.report().isReady)
            try await server.restart()
            #expect(try await service.ask(query, until: []).status == 200)
            #expect(await service.health.report().isReady)
            await server.kill()
            let away = try await service.ask(query)
            #expect(away.status == 503 && away.codes == ["DATABASE_UNAVAILABLE"])
            try await server.restart()
            #expect(try await service.ask(query, until: []).status == 200)
        }
        await server.stop()
    }

    @Test func refusesToStartWhereAnOperatorMustHelp() async throws {
        try await TestServers.shared.withDatabase { url in
            let error = await #expect(throws: PostgresError.self) { try await serving(url) { _ in } }
            #expect(error?.description.contains("etl migrate") == true)
        }
        let error = await #expect(throws: PostgresError.self) {
            try await serving("postgresql://h/db?nonsense=1") { _ in }
        }
        #expect(error?.sqlState == .invalidSetting)
    }

    @Test func cannotWriteAndSeesOneSnapshot() async throws {
        try await withLoadedDatabase { url, owner in
            let session = try await QuerySession.connect(
                PostgresConfiguration(url: url, applicationName: "tests"), timeout: .seconds(5))
            let refused = await #expect(throws: PostgresError.self) {
                try await session.execute("DELETE FROM tokens")
            }
            #expect(refused?.sqlState == .readOnlyTransaction)
            let count = Statement(text: "SELECT count(*)::text FROM token_transfers", parameters: [], isLookup: false)
            let slow = Statement(
                text: "SELECT count(*)::text FROM token_transfers, pg_sleep(1)", parameters: [], isLookup: false)
            async let texts = session.texts(of: [slow, count], within: .seconds(5))
            try await Task.sleep(for: .milliseconds(400))
            try await owner.execute("DELETE FROM token_transfers")
            let seen = try await texts
            #expect(seen == [Array("100".utf8), Array("100".utf8)])
            // The time is that of all statements together.
            let late = await #expect(throws: StatementFailure.self) {
                try await session.texts(of: [slow, slow, slow], within: .milliseconds(1500))
            }
            #expect(late?.error.sqlState == .queryCancelled && late?.index == 1)
            await session.close()
        }
    }
}
