import CoreMetrics
import Testing

@testable import Telemetry

@Suite struct ExpositionTests {
    /// The metrics of the registry without those of the process.
    private func shown(_ registry: PrometheusRegistry) -> String {
        registry.exposition().split(separator: "\n")
            .filter { !$0.hasPrefix("process_") && !$0.contains(" process_") }
            .map { $0 + "\n" }.joined()
    }

    @Test func everyFamilyIsShownAsDescribed() {
        let registry = PrometheusRegistry([
            MetricFamily("b_total", .counter, help: "Records handled."),
            MetricFamily("a_seconds", .histogram, help: "How long.", buckets: [0.25, 1, 2.5]),
            MetricFamily("c", .gauge, help: "In hand."),
            MetricFamily("never", .gauge, help: "Without a value."),
        ])
        Counter(label: "b_total", dimensions: [("stage", "load"), ("kind", "tokens")], factory: registry)
            .increment(by: 3)
        Counter(label: "b_total", dimensions: [("kind", "none"), ("stage", "load")], factory: registry).increment()
        let timer = Timer(label: "a_seconds", dimensions: [("stage", "load")], factory: registry)
        for milliseconds in [250, 251, 900, 3000] { timer.recordMilliseconds(milliseconds) }
        Meter(label: "c", factory: registry).set(2.5)
        #expect(
            shown(registry) == """
                # HELP a_seconds How long.
                # TYPE a_seconds histogram
                a_seconds_bucket{stage="load",le="0.25"} 1
                a_seconds_bucket{stage="load",le="1"} 3
                a_seconds_bucket{stage="load",le="2.5"} 3
                a_seconds_bucket{stage="load",le="+Inf"} 4
                a_seconds_sum{stage="load"} 4.401
                a_seconds_count{stage="load"} 4
                # HELP b_total Records handled.
                # TYPE b_total counter
                b_total{kind="none",stage="load"} 1
                b_total{kind="tokens",stage="load"} 3
                # HELP c In hand.
                # TYPE c gauge
                c 2.5

                """)
        #expect(shown(registry) == shown(registry))
    }

    @Test func whatWouldBreakALineIsEscaped() {
        let registry = PrometheusRegistry([MetricFamily("m", .gauge, help: "a\\b\n\"c\"")])
        Gauge(label: "m", dimensions: [("path", "C:\\\"x\"\nü")], factory: registry).record(-1)
        #expect(
            shown(registry) == """
                # HELP m a\\\\b\\n"c"
                # TYPE m gauge
                m{path="C:\\\\\\"x\\"\\nü"} -1

                """)
    }

    @Test func namesAreWhatPrometheusTakes() {
        let registry = PrometheusRegistry([])
        Counter(label: "http.requests-9", dimensions: [("a:b", "1"), ("9x", "2"), ("", "3")], factory: registry)
            .increment()
        #expect(
            shown(registry) == """
                # HELP http_requests_9 Not described.
                # TYPE http_requests_9 counter
                http_requests_9{_="3",_x="2",a_b="1"} 1

                """)
    }

    @Test(arguments: [
        (0.0, "0"), (1e15, "1000000000000000"), (0.1, "0.1"), (-2.5, "-2.5"), (1e-9, "1e-09"), (1e300, "1e+300"),
        (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
    ])
    func numbersAreWrittenAsGoReadsThem(number: Double, text: String) {
        let registry = PrometheusRegistry([MetricFamily("m", .gauge, help: "h")])
        Meter(label: "m", factory: registry).set(number)
        #expect(shown(registry).hasSuffix("\nm \(text)\n"))
    }

    @Test func largeCountsAreExact() {
        let registry = PrometheusRegistry([MetricFamily("m_total", .counter, help: "h")])
        let counter = Counter(label: "m_total", factory: registry)
        counter.increment(by: (1 << 60) as Int64)
        counter.increment()
        #expect(shown(registry).hasSuffix("m_total 1152921504606846977\n"))
        FloatingPointCounter(label: "m_total", factory: registry).increment(by: 0.5)
        #expect(shown(registry).contains("m_total 1152921504606846"))
    }

    @Test func theProcessIsShown() throws {
        let lines = PrometheusRegistry([]).exposition().split(separator: "\n")
        let values = Dictionary(
            uniqueKeysWithValues: lines.filter { !$0.hasPrefix("#") }.map { line in
                let parts = line.split(separator: " ")
                return (String(parts[0]), Double(parts[1]) ?? .nan)
            })
        #expect(try #require(values["process_resident_memory_bytes"]) > 1e6)
        #expect(try #require(values["process_cpu_seconds_total"]) >= 0)
        #expect(try #require(values["process_open_fds"]) >= 3)
        let maximum = try #require(values["process_max_fds"])
        #expect(maximum >= 64)
        let start = try #require(values["process_start_time_seconds"])
        #expect(start > 1.7e9)
    }
}
