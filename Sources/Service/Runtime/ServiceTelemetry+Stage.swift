package import Bus
package import Logging
package import ServiceHost
import ServiceMetrics
package import ServiceSettings

extension ServiceTelemetry {
    /// The telemetry of a stage.
    ///
    /// - Parameter checks: the checks that the service must report as passed before it is ready.
    package init(
        _ stage: Stage, _ settings: Settings, checks: [String] = [], logger: Logger
    ) throws(SettingsError) {
        try self.init(stage.rawValue, MetricCatalogue.families, settings, checks: checks, logger: logger)
    }
}
