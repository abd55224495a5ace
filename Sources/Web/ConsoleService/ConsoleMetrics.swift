import CoreMetrics
import HTTPTypes
package import Telemetry

/// The metrics of the console.
package struct ConsoleMetrics: Sendable {
    static let requests = MetricFamily(
        "etl_console_requests_total", .counter,
        help: """
            Requests by page and outcome: shown (a page, or an action that began), refused (the request is at fault), \
            or failed (a server or the console is).
            """)
    static let duration = MetricFamily(
        "etl_console_request_duration_seconds", .histogram,
        help: "Time from the head of a request to the whole page, without sending it.",
        buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10])
    static let streams = MetricFamily(
        "etl_console_streams", .gauge, help: "Open streams of events: one for each tab in view.")
    static let look = MetricFamily(
        "etl_console_look_timestamp_seconds", .gauge,
        help: "When the console last looked at the broker and the database, in Unix time; 0 before.")
    static let letters = MetricFamily(
        "etl_console_dead_letters", .gauge,
        help: "Dead letters that the console keeps in memory: at most 12,000.")

    /// All metrics.
    package static let families = [requests, duration, streams, look, letters]

    /// What `page` may be; a label must not be what somebody asks for.
    private static let pages: Set<Substring> = [
        "coverage", "dead", "live", "log", "login", "logout", "rejects", "sources", "submit",
    ]

    private let durations: Timer
    private let openStreams: Meter
    private let lookedAt: Meter
    private let keptLetters: Meter
    private let factory: any MetricsFactory

    init(factory: any MetricsFactory = MetricsSystem.factory) {
        self.factory = factory
        durations = Timer(label: Self.duration.name, factory: factory)
        openStreams = Meter(label: Self.streams.name, factory: factory)
        lookedAt = Meter(label: Self.look.name, factory: factory)
        keptLetters = Meter(label: Self.letters.name, factory: factory)
        openStreams.set(0)
        lookedAt.set(0)
    }

    /// Counts a request when its answer is made.
    func count(_ path: String, _ status: HTTPResponse.Status, _ duration: Duration) {
        let outcome =
            switch status.kind {
            case .clientError: "refused"
            case .serverError: "failed"
            default: "shown"
            }
        let labels = [("page", Self.page(path)), ("outcome", outcome)]
        Counter(label: Self.requests.name, dimensions: labels, factory: factory).increment()
        durations.record(duration)
    }

    /// The number of open streams.
    func streams(_ count: Int) { openStreams.set(count) }

    /// A look was made.
    func looked(at time: Int, letters: Int) {
        lookedAt.set(time)
        keptLetters.set(letters)
    }

    private static func page(_ path: String) -> String {
        guard path != "/" else { return "flow" }
        let first = path.dropFirst().prefix { $0 != "/" }
        return pages.contains(first) ? String(first) : "other"
    }
}
