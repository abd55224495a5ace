import BuildInfo
import CoreMetrics
import DisplayText
package import Logging
package import ServiceSettings
package import Telemetry

/// A service's readiness and metrics, over HTTP if a port is set.
package struct ServiceTelemetry: Sendable {
    /// The checks of ``health`` that services know.
    package enum Check {
        package static let broker = "broker"
        package static let database = "database"
        package static let schema = "schema"
        /// Any other failure, such as a disk.
        package static let work = "work"
    }

    package let health: Health
    /// Run beside the service: one for each port that is set.
    let servers: [TelemetryServer]

    /// Keeps all metrics of the process if a port is set; without one, discards them. Call it once, before anything makes a
    /// metric.
    ///
    /// - Parameters:
    ///   - service: the value of the label `stage`: a stage's or a service's name.
    ///   - families: the metrics of the service.
    ///   - checks: the checks that the service must report as passed before it is ready.
    package init(
        _ service: String, _ families: [MetricFamily], _ settings: Settings, checks: [String] = [], logger: Logger
    ) throws(SettingsError) {
        let health = Health(checks: checks)
        self.health = health
        let probes = try settings.httpAddress(.probePort).map {
            TelemetryServer($0, health: health, metrics: nil, logger: logger)
        }
        guard let address = try settings.httpAddress() else {
            servers = probes.map { [$0] } ?? []
            return
        }
        let registry = PrometheusRegistry(families + Self.families)
        MetricsSystem.bootstrap(registry)
        Gauge(
            label: "etl_build_info",
            dimensions: [("stage", service), ("version", BuildInfo.version)]
        ).record(1)
        let ready = Gauge(label: "etl_ready", dimensions: [("stage", service)])
        let server = TelemetryServer(
            address, health: health,
            metrics: {
                ready.record(await health.report().isReady ? 1 : 0)
                return registry.exposition()
            },
            logger: logger)
        servers = [server] + (probes.map { [$0] } ?? [])
    }

    private static let families = [
        MetricFamily("etl_build_info", .gauge, help: "Always 1; the labels identify the stage and the version."),
        MetricFamily("etl_ready", .gauge, help: "1 while /readyz reports the service as ready."),
    ]
}

extension Settings {
    /// The address on which the service serves HTTP; nil if it serves none.
    ///
    /// - Parameter key: which of the ports.
    package func httpAddress(_ key: SettingKey = .httpPort) throws(SettingsError) -> HTTPAddress? {
        let port = try integer(key, default: 0, in: 0...65535)
        guard port != 0 else { return nil }
        let host = string(.httpHost) ?? "0.0.0.0"
        guard host.wholeMatch(of: /[A-Za-z0-9._:%-]+/) != nil else {
            throw SettingsError(
                "\(SettingKey.httpHost.environmentName) is “\(host.printable)”, but must be an address or host name of this machine"
            )
        }
        return HTTPAddress(host: host, port: port)
    }
}
