import ArgumentParser
package import Logging
package import ServiceLifecycle
import UnixSignals

/// Runs services until one ends or the process is told to stop, and turns errors into words and an exit code.
package enum ServiceRunner {
    /// The longest that a service may take to finish what it has in hand; below the 30 seconds that orchestrators wait.
    package static let grace = Duration.seconds(25)

    /// Runs a service until SIGTERM or SIGINT.
    package static func run(_ service: any Service, logger: Logger) async throws {
        HeapPolicy.returnLargeBlocks()
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = grace
        try await ServiceGroup(configuration: configuration).run()
    }

    /// Runs a service's main body: wrong settings end it with usage and exit code 2, all else with 1.
    package static func main(_ logger: Logger? = nil, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as SettingsError {
            throw ValidationError(error.description)
        }
    }
}
