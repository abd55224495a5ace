import Ledger
import NIOHTTP1
import Postgres
import ServiceSettings
import TestSupport
import Testing

@testable import ConsoleService

/// The log of actions, beside real servers.
@Suite(.serialized, .timeLimit(.minutes(3))) struct LogTests {
    @Test func theLogSaysOfAnActionWhatItsPageSays() async throws {
        try await ActBed.with { bed in
            let action = ActionEntry(
                actor: "ana", knownBy: .system, address: "host", verb: "submit", selection: "/a.csv")
            let number = try await ActionTable.begin(action, on: bed.database)
            // Before the first look, every page says that it is under way.
            _ = try await bed.console.page("/sources", until: "a.csv")
            let broken = "broken off: the process that acted is gone, or has lost the database"
            for path in ["/log", "/log/\(number)"] {
                let page = try await bed.console.page(path)
                #expect(page.body.contains("under way") && !page.body.contains("broken off"), "\(page.body)")
            }
            // As if its process were killed.
            try await bed.database.execute("SELECT pg_advisory_unlock_all()")
            for path in ["/log", "/log/\(number)"] {
                let page = try await bed.console.page(path)
                #expect(page.body.contains(broken) && !page.body.contains("under way"), "\(page.body)")
            }
        }
    }
}
