import Following
import NodeReading
import ServerAccess
import ServiceHost
import ServiceMetrics
import ServiceSettings
import Telemetry

/// Reports on a follower over HTTP, if a port is set.
struct FollowMonitor: Sendable {
    private let telemetry: ServiceTelemetry
    private let metrics: FollowMetrics
    private let nodes: NodeMetrics

    /// Call it before anything makes a metric.
    init(_ node: String, _ settings: Settings) throws {
        telemetry = try ServiceTelemetry(
            "follow", MetricCatalogue.follow, settings, checks: [ServiceTelemetry.Check.work],
            logger: try settings.controlLogger())
        metrics = FollowMetrics(node: node)
        nodes = NodeMetrics(outcomes: NodeOutcome.allCases.map(\.rawValue))
    }

    /// Whether somebody may ask: then it is a service.
    var isWatched: Bool { !telemetry.isSilent }

    /// Answers requests while a body runs.
    func serving(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await telemetry.serving(body)
    }

    /// Notes an event of the follower.
    func note(_ event: FollowEvent) {
        switch event {
        case .looked(let progress):
            telemetry.health.set(ServiceTelemetry.Check.work, .ok)
            metrics.looked(progress.map(FollowMetrics.Standing.init))
        case .waiting(let why): telemetry.health.set(ServiceTelemetry.Check.work, .failed(reason: why))
        default: break
        }
    }

    /// Counts what is noticed of nodes.
    @Sendable
    func note(_ notice: NodeNotice) {
        switch notice {
        case .requested(let node, let url, let outcome): nodes.requested(node, url: url, outcome.rawValue)
        case .allowed(let node, let url, let rate): nodes.allowed(node, url: url, perSecond: rate)
        case .asking(let node, let blocks): nodes.asking(node, blocks: blocks)
        }
    }
}

extension FollowMetrics.Standing {
    init(_ progress: FollowProgress) {
        self.init(
            head: progress.head, final: progress.finalized, finalTime: progress.finalizedTime, loaded: progress.loaded,
            lag: progress.lag, lagSeconds: progress.lagSeconds, ranges: progress.open,
            unsubmitted: progress.unsubmitted, abandoned: progress.abandoned)
    }
}
