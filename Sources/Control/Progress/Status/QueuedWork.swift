import Bus
import Ledger
import RabbitMQManagement

/// The stages whose queues have messages, of any source, or may have them.
///
/// A stage acks a message after the broker has confirmed what follows from it. So a source whose work goes on has a
/// message in some queue at any time: ready, or in the hands of a service. Queues keep their order, so a source is lost if
/// the extractors have taken jobs that came long after its last sign of life.
struct QueuedWork: Sendable, Hashable {
    /// The stages with messages.
    private(set) var known: [Stage] = []
    /// The stages without ready messages, whose services may hold some: only the management API knows.
    private(set) var possible: [Stage] = []

    init(_ broker: BrokerReport, _ management: ManagementReport?) {
        for stage in Stage.allCases {
            let queue = broker.stages[stage]
            let unacked = management?.queues[stage]?.unacked
            if (queue?.ready ?? 0) > 0 || (unacked ?? 0) > 0 {
                known.append(stage)
            } else if unacked == nil, (queue?.consumers ?? 0) > 0 {
                // Without a consumer, nobody holds a message.
                possible.append(stage)
            }
        }
    }

    /// Whether no queue has a message, as far as that can be seen.
    var isNoneSeen: Bool { known.isEmpty }
    /// Whether certainly no queue has a message.
    var isNone: Bool { known.isEmpty && possible.isEmpty }
    /// The stages that may have messages of a source, in their order.
    var stages: [Stage] { Stage.allCases.filter { known.contains($0) || possible.contains($0) } }
}

extension QueuedWork {
    /// The time without progress after which a source is stuck if no queue has a message. A message may be on its way from
    /// one queue to the next while they are read, and figures of the management API are up to five seconds old.
    static let patience = 60
    /// The same if services may hold messages: an extractor reads a compressed file to its end before its first batch.
    static let longPatience = 4 * 3600

    /// Why nothing of a source without dead letters will be loaded; nil while that is possible, or not known.
    func trouble(of source: SourceProgress) -> StuckSource? {
        guard source.isOpen else { return nil }
        let seconds = source.secondsWithoutProgress
        // Whatever the queues hold, they hold nothing of it.
        if source.isOvertaken { return StuckSource(seconds: seconds, reason: .overtaken) }
        guard isNoneSeen else { return nil }
        if isNone { return seconds >= Self.patience ? StuckSource(seconds: seconds, reason: .noMessage) : nil }
        guard seconds >= Self.longPatience, source.recentSighting == nil else { return nil }
        return StuckSource(seconds: seconds, reason: .noReadyMessage)
    }
}

/// How a source is stuck: incomplete, without dead letters, and without messages.
struct StuckSource: Sendable, Hashable {
    enum Reason: Sendable, Hashable {
        /// Messages that came later have left the queues.
        case overtaken
        /// No queue has a message.
        case noMessage
        /// No queue has a ready message, and a service might hold one.
        case noReadyMessage
    }

    /// The time without progress.
    let seconds: Int
    let reason: Reason
}

extension SourceProgress {
    /// The last sighting, unless it is older than a few reports.
    var recentSighting: SourceSighting? { sighting.flatMap { $0.secondsAgo < 300 ? $0 : nil } }
}
