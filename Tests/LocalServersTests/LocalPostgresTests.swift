import Logging
import SystemPackage
import TestSupport
import Testing

@testable import LocalServers

@Suite struct LocalPostgresTests {
    private let logger = Logger(label: "test")

    @Test func stoppedThrowawayServerLeavesNothing() async throws {
        let server = try await TestServers.dedicatedPostgres()
        let state = server.dataDirectory.removingLastComponent().removingLastComponent()
        #expect(server.url.hasPrefix("postgresql://etl:") && server.url.hasSuffix("/etl"))
        #expect(ProcessTable.processes(of: ["postgres"], withArgument: server.dataDirectory.string) == [server.pid])
        await server.stop()
        #expect(!ProcessTable.isAlive(server.pid))
        #expect(processes(naming: state) == [])
        #expect(!FileSystem.exists(state))
    }

    @Test func asksForThePasswordOnLoopback() async throws {
        let server = try await TestServers.shared.postgres
        #expect(try await server.psql("SELECT DISTINCT auth_method FROM pg_hba_file_rules") == "scram-sha-256")
    }

    @Test func keepsItsDurability() async throws {
        let server = try await TestServers.shared.postgres
        for setting in ["fsync", "full_page_writes", "synchronous_commit", "autovacuum", "data_checksums"] {
            #expect(try await server.psql("SHOW \(setting)") == "on", "\(setting)")
        }
        #expect(try await server.psql("SHOW server_encoding") == "UTF8")
        #expect(try await server.psql("SHOW listen_addresses") == "127.0.0.1")
    }

    @Test func failingStatementCarriesTheServersWords() async throws {
        let server = try await TestServers.shared.postgres
        await #expect {
            try await server.psql("SELECT * FROM no_such_table")
        } throws: {
            "\($0)".hasPrefix("psql failed (exit code 1): ERROR:  relation \"no_such_table\" does not exist")
        }
    }

    @Test func rowSurvivesAKill() async throws {
        let server = try await TestServers.dedicatedPostgres()
        try await server.psql("CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
        let before = (pid: server.pid, url: server.url)
        await server.kill()
        #expect(!ProcessTable.isAlive(before.pid))
        try await server.restart()
        #expect(server.pid != before.pid && server.url == before.url)
        #expect(try await server.psql("SELECT n FROM kept") == "7")
        await server.stop(.immediate)
    }

    @Test func serverThatCannotStartShowsItsLog() async throws {
        try await withScratchDirectory { directory in
            let path = directory.appending("state")
            let data = try await madeCluster(in: path)
            try FileSystem.rename(data.appending("global"), to: data.appending("elsewhere"))
            await #expect {
                _ = try await LocalPostgres.start(in: .kept(at: path), logger: logger)
            } throws: {
                "\($0)".hasPrefix("PostgreSQL did not start: it exited during startup")
                    && "\($0)".contains("global/pg_control")
            }
        }
    }

    @Test func databasesOfTestsAreSeparateAndGoAway() async throws {
        let urls = try await TestServers.shared.withDatabase { first in
            try await TestServers.shared.withDatabase { second in [first, second] }
        }
        #expect(urls[0] != urls[1])
        let server = try await TestServers.shared.postgres
        for url in urls {
            let name = try #require(url.split(separator: "/").last)
            #expect(try await server.psql("SELECT 1 FROM pg_database WHERE datname = '\(name)'") == "")
        }
    }

    /// The data directory of a server that has started and stopped; its lock is free again.
    private func madeCluster(in path: FilePath) async throws -> FilePath {
        let server = try await LocalPostgres.start(in: .kept(at: path), logger: logger)
        await server.stop()
        return server.dataDirectory
    }
}
