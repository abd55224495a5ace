package import Logging
package import ServiceLifecycle
import UnixSignals

/// Runs services until one ends or the process is told to stop.
package enum ServiceRunner {
    /// The longest that a service may take to finish what it has in hand; below the 30 seconds that orchestrators wait.
    package static let grace = Duration.seconds(25)

    /// Runs a service until SIGTERM or SIGINT.
    ///
    /// - Throws: what the service ends with.
    package static func run(_ service: any Service, logger: Logger) async throws {
        HeapPolicy.returnLargeBlocks()
        // The group would log a failure that the process says itself when it ends, and every step of its own.
        var groupLogger = logger
        groupLogger.logLevel = max(logger.logLevel, .critical)
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: groupLogger)
        configuration.maximumGracefulShutdownDuration = grace
        try await ServiceGroup(configuration: configuration).run()
    }
}
