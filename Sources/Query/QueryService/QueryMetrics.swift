import CoreMetrics
import GraphQL
import GraphQLOverHTTP
package import Telemetry

/// The metrics of the service.
package struct QueryMetrics: Sendable {
    static let requests = MetricFamily(
        "etl_graphql_requests_total", .counter,
        help: """
            Requests by outcome: answered, refused (the request is at fault), failed (the database or the service is), \
            timeout, or shed (too many wait).
            """)
    static let errors = MetricFamily(
        "etl_graphql_errors_total", .counter, help: "Errors in responses by their code.")
    static let duration = MetricFamily(
        "etl_graphql_request_duration_seconds", .histogram,
        help: "Time from the whole request to the whole response, without sending it.", buckets: buckets)
    static let wait = MetricFamily(
        "etl_graphql_connection_wait_seconds", .histogram,
        help: "Time that a request waits for a connection to the database.", buckets: buckets)
    static let waiting = MetricFamily(
        "etl_graphql_waiting_requests", .gauge, help: "Requests that wait for a connection to the database.")
    static let busy = MetricFamily(
        "etl_graphql_connections_busy", .gauge, help: "Connections to the database that answer a request.")
    static let open = MetricFamily(
        "etl_graphql_connections_open", .gauge, help: "Connections to the database.")
    static let responseBytes = MetricFamily(
        "etl_graphql_response_bytes_total", .counter, help: "Bytes of the bodies of responses.")
    static let rows = MetricFamily(
        "etl_graphql_rows_total", .counter, help: "Rows that the lists of answered requests ask for at most.")

    /// All metrics.
    package static let families = [
        requests, errors, duration, wait, waiting, busy, open, responseBytes, rows,
    ]

    private static let buckets = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    private let outcomes: [QueryResponse.Outcome: Counter]
    private let durations: Timer
    private let waits: Timer
    private let waitingRequests: Meter
    private let busyConnections: Meter
    private let openConnections: Meter
    private let bytes: Counter
    private let askedRows: Counter
    private let factory: any MetricsFactory

    init(factory: any MetricsFactory = MetricsSystem.factory) {
        self.factory = factory
        let pairs = QueryResponse.Outcome.allCases.map { outcome in
            let labels = [("outcome", outcome.rawValue)]
            return (outcome, Counter(label: Self.requests.name, dimensions: labels, factory: factory))
        }
        outcomes = Dictionary(uniqueKeysWithValues: pairs)
        durations = Timer(label: Self.duration.name, factory: factory)
        waits = Timer(label: Self.wait.name, factory: factory)
        waitingRequests = Meter(label: Self.waiting.name, factory: factory)
        busyConnections = Meter(label: Self.busy.name, factory: factory)
        openConnections = Meter(label: Self.open.name, factory: factory)
        bytes = Counter(label: Self.responseBytes.name, factory: factory)
        askedRows = Counter(label: Self.rows.name, factory: factory)
    }

    /// Counts a request at its end.
    func count(_ response: QueryResponse, rows: Int, duration: Duration) {
        outcomes[response.outcome]?.increment()
        for code in response.codes {
            let labels = [("code", code.rawValue)]
            Counter(label: Self.errors.name, dimensions: labels, factory: factory).increment()
        }
        if response.outcome == .answered { askedRows.increment(by: rows) }
        bytes.increment(by: response.body.count)
        durations.record(duration)
    }

    /// A request has got a session.
    func waited(_ duration: Duration) { waits.record(duration) }

    /// The number of sessions, of those at work, and of waiting requests.
    func sessions(open: Int, busy: Int, waiting: Int) {
        openConnections.set(open)
        busyConnections.set(busy)
        waitingRequests.set(waiting)
    }
}
