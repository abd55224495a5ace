import CoreMetrics
import ETLModels

/// Counters by reason: one for each known reason, and one for all others, so that their number is bounded.
struct ReasonCounters: Sendable {
    private let counters: [String: Counter]
    private let other: Counter

    init(known: some Sequence<String>, _ make: (_ reason: String) -> Counter) {
        counters = Dictionary(known.map { ($0, make($0)) }) { first, _ in first }
        other = make("other")
    }

    subscript(reason: String) -> Counter { counters[reason] ?? other }
}

/// The reasons of dead letters in metrics.
enum DeadLetterReason {
    /// The reasons in the code; `constraint` stands for every constraint of the database.
    static let known = [
        "checksum-mismatch", "constraint", "ledger-mismatch", "malformed", "message-too-large", "not-a-batch",
        "not-a-job", "outside-roots", "outside-urls", "oversized", "source-unavailable", "source-unreadable",
        "truncated",
        "unexpected-content",
        "unknown-kind", "unsupported-version",
    ]

    /// The known reason, without a constraint's name and SQLSTATE, whose number is unbounded.
    static func label(_ reason: String) -> String {
        reason.hasPrefix("constraint ") ? "constraint" : reason
    }
}
