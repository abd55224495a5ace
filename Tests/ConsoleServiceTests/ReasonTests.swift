import Bus
import ETLModels
import Ledger
import NIOHTTP1
import Postgres
import ServiceSettings
import TestSupport
import Testing

@testable import ConsoleService

/// Reasons with any characters in addresses, beside real servers.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ReasonTests {
    private static let reasons = [
        "", "a&b=c#d+e%00 f?", "%FF;/\\\"'<>", "\u{202E}\u{1F99A}e\u{301}\u{FFFE}", "a\r\nb\u{1}\u{7F}", "a",
    ]

    private static func addresses(_ form: Regex<(Substring, Substring)>, on page: OpenConsole.Page) -> [String] {
        page.body.matches(of: form).map { String($0.1).replacing("&amp;", with: "&") }
    }

    @Test func everyGroupOfLettersIsOpenedByItsLink() async throws {
        try await ActBed.with { bed in
            let reasons = Self.reasons + ["\u{0}", "a\u{0}b"]
            for (number, reason) in reasons.enumerated() { try await bed.kill(number, reason: reason) }
            let page = try await bed.console.page("/dead", until: "8 dead letters, 8 causes,")
            let links = Self.addresses(/href="(\/dead\?stage=load&amp;reason=[^"]*)"/, on: page)
            #expect(links.count == reasons.count && page.body.contains("without a reason"), "\(page.body)")
            for link in links {
                let group = try await bed.console.page(link)
                #expect(group.status == 200 && group.body.contains("1 dead letter, 1 cause,"), "\(group.body)")
                let preview = try await bed.console.page(link.replacing("/dead?", with: "/dead/replay?"))
                #expect(preview.status == 200 && preview.body.contains("Replay this letter"), "\(link)")
            }
        }
    }

    @Test func everyGroupOfRejectsIsOpenedByItsLink() async throws {
        try await ActBed.with { bed in
            for (number, reason) in Self.reasons.enumerated() {
                _ = try await bed.database.query(
                    """
                    INSERT INTO etl.rejects (source_id, sequence, record_number, reason, field, raw)
                    VALUES ('\(bed.entry.id)', 0, $1, $2, 'address', '0xg')
                    """, [.integer(Int64(number) + 1), .text(reason)])
            }
            let page = try await bed.console.page("/rejects", until: "Rejects by reason and field")
            let links = Self.addresses(/href="(\/rejects\?reason=[^"]*)"/, on: page)
            #expect(links.count == Self.reasons.count && page.body.contains("without a reason"), "\(page.body)")
            for link in links {
                let group = try await bed.console.page(link)
                #expect(group.status == 200 && group.body.contains("1 record rejected, for 1 reason"), "\(link)")
                let file = try await bed.console.page(
                    link.replacing("/rejects?", with: "/rejects/file?kind=tokens&as=ndjson&"))
                #expect(file.status == 200 && file.body.utf8.count { $0 == UInt8(ascii: "\n") } == 1, "\(file.body)")
            }
        }
    }

    @Test func aTextThatTheDatabaseCannotHaveIsNotThere() async throws {
        try await ActBed.with { bed in
            for path in [
                "/rejects?reason=%00", "/rejects?reason=a%00b&source=/a.csv", "/rejects?source=%00",
                "/rejects/file?kind=tokens&as=csv&reason=%00", "/rejects/file?kind=%00&as=csv",
                "/coverage?kind=%00", "/log?before=%00", "/log/1?after=%00", "/sources?state=%00",
                "/sources/resubmit?id=%00",
            ] {
                let page = try await bed.console.page(path)
                let words = "There is no such text in the database: none has a NUL character."
                #expect(page.status == 404 && page.body.contains(words), "\(path): \(page.body)")
            }
        }
    }
}
