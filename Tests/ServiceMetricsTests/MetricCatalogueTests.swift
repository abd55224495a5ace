import CoreMetrics
import ETLModels
import MetricsTestKit
import RabbitMQ
import Telemetry
import Testing

@testable import Bus
@testable import ServiceMetrics

/// The names and labels are a contract with dashboards and alerts: the services must use exactly the listed ones.
struct MetricCatalogueTests {
    /// The labels of every family.
    private static let contract: [String: Set<String>] = [
        "etl_records_total": ["stage", "kind", "outcome"],
        "etl_records_repaired_total": ["kind"],
        "etl_records_completing_total": ["kind"], "etl_records_replacing_total": ["kind"],
        "etl_batches_total": ["stage", "kind", "outcome"],
        "etl_bytes_received_total": ["stage"],
        "etl_bytes_sent_total": ["stage"],
        "etl_download_retries_total": [],
        "etl_batch_duration_seconds": ["stage", "kind"],
        "etl_batches_in_flight": ["stage"],
        "etl_in_flight_bytes": ["stage"],
        "etl_memory_reserved_bytes": ["stage", "purpose"],
        "etl_memory_limit_bytes": ["stage", "purpose"],
        "etl_messages_postponed_total": ["stage"],
        "etl_batch_age_seconds": ["stage"],
        "etl_unconfirmed_messages": ["stage"],
        "etl_confirm_duration_seconds": ["stage"],
        "etl_broker_blocked": ["stage"],
        "etl_broker_connected": ["stage", "connection"],
        "etl_broker_reconnects_total": ["stage", "connection"],
        "etl_messages_returned_total": ["stage"],
        "etl_messages_nacked_total": ["stage"],
        "etl_commit_duration_seconds": [],
        "etl_ledger_skips_total": ["kind"],
        "etl_rejects_total": ["kind", "reason"],
        "etl_dead_letters_total": ["stage", "reason"],
        "etl_sources": ["state"],
        "etl_source_seconds_without_progress": [],
        "etl_source_look_timestamp_seconds": [],
        "etl_bulk_phase": ["table"],
        "etl_node_requests_total": ["node", "url", "outcome"],
        "etl_node_requests_per_second": ["node", "url"],
        "etl_node_request_blocks": ["node"],
    ]

    /// All metrics of the stages' processes.
    private static func made() -> TestMetrics {
        let kept = TestMetrics()
        _ = ExtractMetrics(StageMetrics(.extract, factory: kept))
        _ = TransformMetrics(StageMetrics(.transform, factory: kept))
        let load = StageMetrics(.load, factory: kept)
        _ = LoadMetrics(load)
        _ = load.memory.budget(.work, bytes: 1)
        _ = SourceMetrics(StageMetrics(.load, factory: kept))
        let nodes = NodeMetrics(outcomes: ["ok", "rate"], factory: kept)
        nodes.allowed("dev", url: 1, perSecond: 20)
        nodes.asking("dev", blocks: 100)
        return kept
    }

    @Test func aFollowerMakesWhatItDescribes() {
        let kept = TestMetrics()
        FollowMetrics(node: "dev", factory: kept).looked(nil)
        let own = MetricCatalogue.follow.filter { $0.name.hasPrefix("etl_follow_") }
        #expect(Set(kept.meters.map(\.label)) == Set(own.map(\.name)))
        #expect(own.count == 10 && own.allSatisfy { $0.type == .gauge && $0.help.hasSuffix(".") })
        #expect(kept.meters.allSatisfy { $0.dimensions.map(\.0) == ["node"] })
    }

    @Test func aFollowerTellsTheBlocksAsTheyAre() throws {
        let kept = TestMetrics()
        let metrics = FollowMetrics(node: "dev", factory: kept)
        func loaded() throws -> Double? {
            try kept.expectMeter("etl_follow_loaded_block", [("node", "dev")]).lastValue
        }
        metrics.looked(
            .init(
                head: 59, final: 44, finalTime: 9, loaded: 43, lag: 1, lagSeconds: 12, ranges: 1, unsubmitted: 0,
                abandoned: 0))
        #expect(try loaded() == 43)
        metrics.looked(
            .init(
                head: 59, final: 44, finalTime: 9, loaded: nil, lag: 44, lagSeconds: 12, ranges: 1, unsubmitted: 0,
                abandoned: 0))
        #expect(try loaded() == -1)
    }

    @Test func requestsToNodesAreCountedByUrlAndOutcomeFromZeroOn() throws {
        let kept = TestMetrics()
        let nodes = NodeMetrics(outcomes: ["ok", "rate"], factory: kept)
        nodes.allowed("dev", url: 2, perSecond: 20)
        func count(_ outcome: String) throws -> Int64 {
            try kept.expectCounter(
                "etl_node_requests_total", [("node", "dev"), ("url", "2"), ("outcome", outcome)]
            ).totalValue
        }
        #expect(try count("ok") == 0 && count("rate") == 0)
        nodes.requested("dev", url: 2, "rate")
        nodes.requested("dev", url: 2, "unheard of")
        #expect(try count("ok") == 0 && count("rate") == 1)
    }

    @Test func describesEachNameOnce() {
        let names = MetricCatalogue.families.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Set(names) == Set(Self.contract.keys))
        for family in MetricCatalogue.families {
            #expect(family.help.hasSuffix("."), "\(family.name)")
            #expect((family.type == .counter) == family.name.hasSuffix("_total"), "\(family.name)")
            #expect((family.type == .histogram) == !family.buckets.isEmpty, "\(family.name)")
            #expect(family.buckets == Set(family.buckets).sorted(), "\(family.name)")
        }
    }

    @Test func makesWhatItDescribesWithTheLabelsAgreedOn() {
        let made = Self.made()
        let all: [(label: String, dimensions: [(String, String)], type: String)] =
            made.counters.map { ($0.label, $0.dimensions, "counter") }
            + made.meters.map { ($0.label, $0.dimensions, "gauge") }
            + made.timers.map { ($0.label, $0.dimensions, "histogram") }
        #expect(made.recorders.isEmpty)
        #expect(Set(all.map(\.label)) == Set(Self.contract.keys))
        for (label, dimensions, type) in all {
            #expect(Set(dimensions.map(\.0)) == Self.contract[label], "\(label)")
            #expect(MetricCatalogue.families.first { $0.name == label }?.type.rawValue == type, "\(label)")
        }
    }

    @Test func startsCountersThatMayStayAtZero() {
        let dead = Self.made().counters(
            label: "etl_batches_total", dimensions: [("stage", "load"), ("outcome", "dead")])
        let kinds = dead.flatMap(\.dimensions).filter { $0.0 == "kind" }.map(\.1)
        #expect(kinds.sorted() == ["none", "token_transfers", "tokens"])
        #expect(dead.allSatisfy { $0.totalValue == 0 })
    }

    @Test func knowsTheReasonOfEveryUnreadableBatch() {
        let errors: [WireError] = [
            .truncated, .notABatch, .unsupportedVersion(1), .unknownKind(1), .unexpectedContent(1), .checksumMismatch,
            .malformed(""),
        ]
        for error in errors { #expect(DeadLetterReason.known.contains(error.name)) }
        #expect(DeadLetterReason.known.contains(StageError(RabbitMQError(.messageTooLarge, "")).reason))
        #expect(DeadLetterReason.label("constraint 23514 below_nine") == "constraint")
    }

    @Test func countsWhatItDoesNotKnowAsOther() throws {
        let kept = TestMetrics()
        let counters = ReasonCounters(known: ["a", "b"]) { reason in
            Counter(label: "reasons", dimensions: [("reason", reason)], factory: kept)
        }
        for number in 0..<100 { counters["made up \(number)"].increment() }
        counters["a"].increment()
        #expect(kept.counters.count == 3)
        #expect(try kept.expectCounter("reasons", [("reason", "other")]).totalValue == 100)
        #expect(try kept.expectCounter("reasons", [("reason", "a")]).totalValue == 1)
    }
}
