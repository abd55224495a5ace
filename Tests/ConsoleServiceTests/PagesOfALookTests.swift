import ConsolePages
import HTMLText
import ServerAccess
import ServiceSettings
import Telemetry
import TestSupport
import Testing

@testable import ConsoleService

/// Pages that show the last look alone.
struct PagesOfALookTests {
    private static func look() async throws -> ConsoleLook {
        let settings = try await Settings(flags: [:], file: nil, environment: [:])
        return ConsoleLook(
            ServerRequest(settings: settings), health: Health(), metrics: ConsoleMetrics(),
            logger: LogCollector().logger)
    }

    @Test func aPageIsWrittenOnceForAllWhoAskForIt() async throws {
        let look = try await Self.look()
        var written: [PageKey] = []
        func ask(_ key: PageKey) -> Page {
            look.page(key) { snapshot in
                written.append(key)
                return .flow(snapshot)
            }
        }
        let (reader, operators) = (PageKey(address: "/", mayAct: false), PageKey(address: "/", mayAct: true))
        let first = ask(reader).document(nil, now: 1000)
        #expect(ask(reader).document(nil, now: 1000).bytes == first.bytes)
        #expect(String(decoding: first.bytes, as: UTF8.self).contains("<h1>Flow</h1>"))
        _ = (ask(operators), ask(operators))
        #expect(written == [reader, operators])
    }

    @Test func aLongAddressTakesNone() async throws {
        let look = try await Self.look()
        let key = PageKey(address: "/dead?stage=" + String(repeating: "x", count: 60_000), mayAct: false)
        var written = 0
        for _ in 0..<2 {
            _ = look.page(key) {
                written += 1
                return .flow($0)
            }
        }
        #expect(written == 2)
    }

    @Test func manyAddressesTakeBoundedMemory() async throws {
        let look = try await Self.look()
        var written = 0
        // Each content has some hundred bytes.
        for _ in 0..<2 {
            for number in 0..<40_000 {
                _ = look.page(PageKey(address: "/sources?state=\(number)", mayAct: false)) {
                    written += 1
                    return .sources($0, state: "\(number)", page: 1)
                }
            }
        }
        #expect(written > 40_000 && written < 80_000)
    }
}
