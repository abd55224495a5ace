import ETLModels
import Ledger
import Postgres
import ServiceSettings
import TestSupport
import Testing

@testable import ConsoleService

/// The files of rejects, beside real servers.
@Suite(.serialized, .timeLimit(.minutes(3))) struct RejectsByFileTests {
    private static func addReject(_ bed: ActBed) async throws {
        try await bed.database.execute(
            """
            INSERT INTO etl.rejects (source_id, sequence, record_number, reason, field, raw)
            VALUES ('\(bed.entry.id)', 0, 7, 'not-hex', 'address', '0xg')
            """)
    }

    @Test func anOperatorMaySubmitAFileAgainBesideItsRejects() async throws {
        try await ActBed.with { bed in
            try await Self.addReject(bed)
            let link = "href=\"/sources/resubmit?id=\(bed.entry.id)\""
            for path in ["/rejects?reason=not-hex", "/rejects?reason=not-hex&source=\(bed.entry.id)"] {
                let page = try await bed.console.page(path)
                #expect(page.body.contains("Rejects by file") && page.body.contains(link), "\(page.body)")
            }
            #expect(try await bed.console.page("/rejects?reason=none").status == 200)
            try await bed.database.execute(
                """
                INSERT INTO etl.batches (source_id, sequence, records, loaded, duplicates, rejected, repaired, checksum, is_last, source_bytes)
                VALUES ('\(bed.entry.id)', 0, 1, 0, 0, 1, 0, 0, true, 100);
                UPDATE etl.sources SET batches = 1
                """)
            let complete = try await bed.console.page("/rejects?reason=not-hex")
            #expect(complete.body.contains("Rejects by file") && !complete.body.contains(link), "\(complete.body)")
        }
    }

    @Test func aReaderSeesTheFilesAndNoAct() async throws {
        try await ActBed.with([.consoleOperator: nil]) { bed in
            try await Self.addReject(bed)
            let page = try await bed.console.page("/rejects?reason=not-hex")
            #expect(page.status == 200 && page.body.contains("href=\"/sources/\(bed.entry.id)\""), "\(page.body)")
            #expect(!page.body.contains("/sources/resubmit"))
        }
    }
}
