import CoreMetrics
import Testing

@testable import Telemetry

@Suite struct PrometheusRegistryTests {
    private func lines(_ registry: PrometheusRegistry, _ name: String) -> [String] {
        registry.exposition().split(separator: "\n").map(String.init).filter { $0.hasPrefix(name) }
    }

    @Test func equalLabelsInAnyOrderAreOneSeries() {
        let registry = PrometheusRegistry([MetricFamily("m_total", .counter, help: "h")])
        Counter(label: "m_total", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment(by: 2)
        Counter(label: "m_total", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment(by: 3)
        #expect(lines(registry, "m_total") == [#"m_total{a="1",b="2"} 5"#])
    }

    @Test func labelSetsBeyondTheLimitAreOther() {
        let registry = PrometheusRegistry([MetricFamily("m_total", .counter, help: "h")], labelSets: 3)
        for number in 0..<50 {
            Counter(label: "m_total", dimensions: [("reason", "r\(number)")], factory: registry).increment()
        }
        Counter(label: "m_total", dimensions: [("reason", "r1")], factory: registry).increment()
        #expect(
            lines(registry, "m_total") == [
                #"m_total{reason="other"} 47"#, #"m_total{reason="r0"} 1"#, #"m_total{reason="r1"} 2"#,
                #"m_total{reason="r2"} 1"#,
            ])
    }

    @Test func anOtherThatWasThereTakesTheRest() {
        let registry = PrometheusRegistry([MetricFamily("m_total", .counter, help: "h")], labelSets: 2)
        for reason in ["other", "a", "b", "c"] {
            Counter(label: "m_total", dimensions: [("reason", reason)], factory: registry).increment()
        }
        #expect(lines(registry, "m_total") == [#"m_total{reason="a"} 1"#, #"m_total{reason="other"} 3"#])
    }

    @Test func familiesThatNobodyDescribedAreBounded() {
        let registry = PrometheusRegistry([MetricFamily("known", .gauge, help: "h")])
        for number in 0..<500 { Counter(label: "unknown_\(number)", factory: registry).increment() }
        Gauge(label: "known", factory: registry).record(1)
        #expect(lines(registry, "unknown_").count == 100)
        #expect(lines(registry, "known") == ["known 1"])
    }

    @Test func aMetricOfAnotherTypeThanItsFamilyIsNotKept() {
        let registry = PrometheusRegistry([MetricFamily("m", .gauge, help: "h")])
        Counter(label: "m", factory: registry).increment()
        Timer(label: "m", factory: registry).recordSeconds(1)
        #expect(lines(registry, "m").isEmpty)
        Recorder(label: "m", aggregate: true, factory: registry).record(7)
        #expect(lines(registry, "m") == ["m 7"])
    }

    @Test func aCounterNeverFalls() {
        let registry = PrometheusRegistry([MetricFamily("m_total", .counter, help: "h")])
        let counter = Counter(label: "m_total", factory: registry)
        counter.increment(by: 5)
        counter.increment(by: -3)
        let floating = FloatingPointCounter(label: "m_total", factory: registry)
        for amount in [-1, .nan, .infinity, 0.25] { floating.increment(by: amount) }
        #expect(lines(registry, "m_total") == ["m_total 5.25"])
    }

    @Test func aValueOnABoundIsInItsBucket() {
        let registry = PrometheusRegistry([MetricFamily("m", .histogram, help: "h", buckets: [1, 2])])
        let recorder = Recorder(label: "m", factory: registry)
        for value in [-5.0, 1, 1.5, 2, 2.25, .nan] { recorder.record(value) }
        #expect(
            lines(registry, "m") == [
                #"m_bucket{le="1"} 2"#, #"m_bucket{le="2"} 4"#, #"m_bucket{le="+Inf"} 5"#, "m_sum 1.75",
                "m_count 5",
            ])
    }

    @Test func nothingIsLostBetweenThreads() async {
        let registry = PrometheusRegistry([
            MetricFamily("a_total", .counter, help: "h"), MetricFamily("b_total", .counter, help: "h"),
            MetricFamily("c", .gauge, help: "h"), MetricFamily("d", .histogram, help: "h", buckets: [1]),
        ])
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<5000 {
                        Counter(label: "a_total", factory: registry).increment()
                        FloatingPointCounter(label: "b_total", factory: registry).increment(by: 0.5)
                        Meter(label: "c", factory: registry).increment(by: 1)
                        Recorder(label: "d", factory: registry).record(2)
                    }
                }
            }
            group.addTask { for _ in 0..<50 { _ = registry.exposition() } }
        }
        #expect(lines(registry, "a_total") == ["a_total 40000"])
        #expect(lines(registry, "b_total") == ["b_total 20000"])
        #expect(lines(registry, "c") == ["c 40000"])
        #expect(lines(registry, "d_sum") == ["d_sum 80000"])
        #expect(lines(registry, "d_count") == ["d_count 40000"])
    }
}
