import HTTPTypes
import MetricsTestKit
import Testing

@testable import ConsoleService

/// What the console counts.
struct MetricsTests {
    private let kept = TestMetrics()

    private func count(_ page: String, _ outcome: String) -> Int64? {
        try? kept.expectCounter("etl_console_requests_total", [("page", page), ("outcome", outcome)]).totalValue
    }

    @Test("Requests count by the first part of their path, and by what became of them")
    func requests() throws {
        let metrics = ConsoleMetrics(factory: kept)
        for (path, status) in [
            ("/", HTTPResponse.Status.ok), ("/sources", .ok), ("/sources/0af3", .notFound), ("/dead/replay", .seeOther),
            ("/log/7", .serviceUnavailable),
        ] {
            metrics.count(path, status, .milliseconds(3))
        }
        #expect(count("flow", "shown") == 1 && count("sources", "shown") == 1 && count("sources", "refused") == 1)
        #expect(count("dead", "shown") == 1 && count("log", "failed") == 1)
        #expect(try kept.expectTimer("etl_console_request_duration_seconds").values.count == 5)
    }

    @Test("What nobody has a page for is one value of the label, whatever is asked")
    func foreignPaths() {
        let metrics = ConsoleMetrics(factory: kept)
        for number in 0..<100 { metrics.count("/\(number)/.env", .unauthorized, .zero) }
        #expect(count("other", "refused") == 100)
        #expect(kept.counters.count == 1)
    }

    @Test("A look sets its time and the letters that are kept; streams set their number")
    func looks() throws {
        let metrics = ConsoleMetrics(factory: kept)
        #expect(try kept.expectMeter("etl_console_look_timestamp_seconds").lastValue == 0)
        metrics.looked(at: 1_800_000_000, letters: 12)
        metrics.streams(3)
        #expect(try kept.expectMeter("etl_console_look_timestamp_seconds").lastValue == 1_800_000_000)
        #expect(try kept.expectMeter("etl_console_dead_letters").lastValue == 12)
        #expect(try kept.expectMeter("etl_console_streams").lastValue == 3)
    }
}
