package import CoreMetrics
import Synchronization
import Telemetry

/// The metrics of whoever asks nodes. Labels name a node and the place of a URL among its URLs, never the URL.
package final class NodeMetrics: Sendable {
    private struct Endpoint: Hashable {
        let node: String
        let url: Int
    }

    private struct Handles {
        let rate: Meter
        let outcomes: [String: Counter]
    }

    private let factory: any MetricsFactory
    private let outcomes: [String]
    private let endpoints = Mutex<[Endpoint: Handles]>([:])
    private let blocks = Mutex<[String: Meter]>([:])

    /// - Parameters:
    ///   - outcomes: all outcomes of a request.
    ///   - factory: keeps the values; by default the process's factory, which must be set before.
    package init(outcomes: [String], factory: any MetricsFactory = MetricsSystem.factory) {
        self.outcomes = outcomes
        self.factory = factory
    }

    /// A request has an outcome.
    package func requested(_ node: String, url: Int, _ outcome: String) {
        handles(Endpoint(node: node, url: url)).outcomes[outcome]?.increment()
    }

    /// So many requests a second are allowed.
    package func allowed(_ node: String, url: Int, perSecond: Double) {
        handles(Endpoint(node: node, url: url)).rate.set(perSecond)
    }

    /// So many blocks are asked for at once.
    package func asking(_ node: String, blocks count: UInt64) {
        let meter = blocks.withLock { known in
            let meter =
                known[node]
                ?? Meter(label: MetricCatalogue.nodeBlocks.name, dimensions: [("node", node)], factory: factory)
            known[node] = meter
            return meter
        }
        meter.set(Double(count))
    }

    private func handles(_ endpoint: Endpoint) -> Handles {
        endpoints.withLock { known in
            if let handles = known[endpoint] { return handles }
            let labels = [("node", endpoint.node), ("url", "\(endpoint.url)")]
            let counters = outcomes.map { outcome in
                let all = labels + [("outcome", outcome)]
                return (
                    outcome, Counter(label: MetricCatalogue.nodeRequests.name, dimensions: all, factory: factory)
                )
            }
            let handles = Handles(
                rate: Meter(label: MetricCatalogue.nodeRate.name, dimensions: labels, factory: factory),
                outcomes: Dictionary(counters) { first, _ in first })
            known[endpoint] = handles
            return handles
        }
    }
}
