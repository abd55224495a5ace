import Clocks
package import CoreMetrics
import Telemetry

/// The metrics of a follower.
package struct FollowMetrics: Sendable {
    /// Where a chain and the database stand.
    package struct Standing: Sendable {
        package let head: UInt64
        package let final: UInt64
        /// In Unix seconds.
        package let finalTime: UInt64
        /// Nil if the first wanted block is not loaded.
        package let loaded: UInt64?
        package let lag: UInt64
        package let lagSeconds: Int
        package let ranges: Int
        package let unsubmitted: UInt64
        package let abandoned: Int

        package init(
            head: UInt64, final: UInt64, finalTime: UInt64, loaded: UInt64?, lag: UInt64, lagSeconds: Int, ranges: Int,
            unsubmitted: UInt64, abandoned: Int
        ) {
            self.head = head
            self.final = final
            self.finalTime = finalTime
            self.loaded = loaded
            self.lag = lag
            self.lagSeconds = lagSeconds
            self.ranges = ranges
            self.unsubmitted = unsubmitted
            self.abandoned = abandoned
        }
    }

    private let meters: [Meter]
    private let look: Meter

    /// - Parameters:
    ///   - node: the node's name.
    ///   - factory: keeps the values; by default the process's factory, which must be set before.
    package init(node: String, factory: any MetricsFactory = MetricsSystem.factory) {
        func meter(_ family: MetricFamily) -> Meter {
            Meter(label: family.name, dimensions: [("node", node)], factory: factory)
        }
        meters = [
            MetricCatalogue.followHead, MetricCatalogue.followFinal, MetricCatalogue.followFinalTime,
            MetricCatalogue.followLoaded, MetricCatalogue.followLag, MetricCatalogue.followLagSeconds,
            MetricCatalogue.followRanges, MetricCatalogue.followUnsubmitted, MetricCatalogue.followAbandoned,
        ].map(meter)
        look = meter(MetricCatalogue.followLook)
        look.set(0)
    }

    /// A look has ended.
    ///
    /// - Parameter standing: nil as long as no wanted block is final.
    package func looked(_ standing: Standing?) {
        look.set((Duration.sinceEpoch / .seconds(1)).rounded(.down))
        guard let standing else { return }
        let values: [Double] = [
            Double(standing.head), Double(standing.final), Double(standing.finalTime),
            standing.loaded.map { Double($0) } ?? -1, Double(standing.lag), Double(standing.lagSeconds),
            Double(standing.ranges), Double(standing.unsubmitted), Double(standing.abandoned),
        ]
        for (meter, value) in zip(meters, values) { meter.set(value) }
    }
}
