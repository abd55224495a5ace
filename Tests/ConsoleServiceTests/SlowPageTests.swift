import Ledger
import NIOHTTP1
import Postgres
import ServiceSettings
import TestSupport
import Testing

@testable import ConsoleService

/// Pages that may take long to make.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SlowPageTests {
    @Test("A look that takes long holds up neither its page nor others, and the page comes by itself")
    func underWay() async throws {
        try await OpenConsole.servingAlone { console, connection in
            // Whoever reads what batches have must wait, and the looks of all pages do not.
            try await connection.execute("BEGIN; LOCK TABLE token_transfers IN ACCESS EXCLUSIVE MODE")
            let first = try await console.page("/coverage")
            #expect(first.status == 200 && first.headers.first(name: "refresh") == "1")
            #expect(first.body.contains("being looked at"))
            #expect(try await console.page("/log").status == 200)
            try await connection.execute("COMMIT")
            let page = try await console.page("/coverage", until: "were looked at")
            #expect(page.headers.first(name: "refresh") == nil)
            // The next page shows the same look.
            let looked = try #require(page.body.firstMatch(of: /The blocks were looked at [^.]+/)).output
            #expect(try await console.page("/coverage").body.contains(looked))
        }
    }

    @Test("A look that fails is told, and the next page looks again")
    func failures() async throws {
        try await OpenConsole.servingAlone { console, connection in
            for (table, path, text) in [
                ("token_transfers", "/coverage", "were looked at"),
                ("etl.rejects", "/rejects", "No rejected record"),
            ] {
                try await connection.execute("ALTER TABLE \(table) RENAME TO moved")
                #expect(try await console.page(path).status >= 500)
                let back = table.split(separator: ".").last ?? ""
                try await connection.execute(
                    "ALTER TABLE \(table.dropLast(back.count))moved RENAME TO \(back)")
                #expect(try await console.page(path, until: text).status == 200)
            }
        }
    }

    @Test("A session that was ended while it rested is no reason to show no page")
    func endedSessions() async throws {
        try await OpenConsole.servingAlone { console, connection in
            for path in ["/log", "/rejects?reason=a"] {
                #expect(try await console.page(path).status == 200)
                let ended = try await connection.query(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )
                #expect(!ended.isEmpty && ended.allSatisfy { $0.bool(0) == true })
                #expect(try await console.page(path).status == 200, "\(path)")
            }
        }
    }
}
