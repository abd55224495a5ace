import Bus
import Ledger
import RabbitMQManagement

/// The stages whose queues have messages, of any source, or may have them.
///
/// A stage acks a message after the broker has confirmed what follows from it. So a source whose work goes on has a
/// message in some queue at any time: ready, or in the hands of a service.
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
        guard source.isOpen, isNoneSeen else { return nil }
        let seconds = source.secondsWithoutProgress
        if isNone { return seconds >= Self.patience ? StuckSource(seconds: seconds, isCertain: true) : nil }
        return seconds >= Self.longPatience ? StuckSource(seconds: seconds, isCertain: false) : nil
    }
}

/// How a source is stuck: incomplete, without dead letters, and without messages.
struct StuckSource: Sendable, Hashable {
    /// The time without progress.
    let seconds: Int
    /// Whether no service can hold a message of it.
    let isCertain: Bool
}
