import CoreMetrics
package import MemoryBounds

/// The memory that a stage reserves for messages and for its work on them, and the bounds.
package struct MemoryMetrics: Sendable {
    /// The purpose of a budget.
    package enum Purpose: String, Sendable {
        /// The bodies of messages in hand.
        case bodies
        /// What the workers make of them.
        case work
    }

    private let maker: MetricMaker

    init(_ maker: MetricMaker) {
        self.maker = maker
    }

    /// Makes a budget whose limit and reserved bytes are metrics.
    package func budget(_ purpose: Purpose, bytes: Int) -> ByteBudget {
        let labels = [maker.stageLabel, ("purpose", purpose.rawValue)]
        let reserved = maker.gauge(MetricCatalogue.memoryReserved, labels)
        let budget = ByteBudget(limit: bytes) { reserved.set($0) }
        reserved.set(0)
        maker.gauge(MetricCatalogue.memoryLimit, labels).set(budget.limit)
        return budget
    }
}
