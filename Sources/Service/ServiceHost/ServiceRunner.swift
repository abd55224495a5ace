import Dispatch
import Glibc
package import Logging
package import ServiceLifecycle
import ServiceLogging
import Telemetry
import UnixSignals

/// Runs services until one ends or the process receives a stop signal.
package enum ServiceRunner {
    /// The most time for a service to finish its work in progress.
    package static let grace = Duration.seconds(25)
    /// The time after which the process exits in any case; below the 30 seconds that orchestrators wait.
    package static let limit = Duration.seconds(28)

    /// Runs a service until SIGTERM or SIGINT. A second signal ends the process at once.
    ///
    /// - Parameter telemetry: reports on the service until its end, over HTTP if a port is set.
    /// - Throws: the service's error.
    package static func run(
        _ service: any Service, telemetry: ServiceTelemetry? = nil, logger: Logger
    ) async throws {
        // The group would log its own steps, and a failure that the process reports itself at its end.
        var groupLogger = logger
        groupLogger.logLevel = max(logger.logLevel, .critical)
        // Named, because the default name of a service contains all its properties, passwords included.
        var services = [
            ServiceGroupConfiguration.ServiceConfiguration(
                service: service, successTerminationBehavior: .gracefullyShutdownGroup, serviceName: logger.label)
        ]
        // First: the group stops the last started first.
        for server in telemetry?.servers ?? [] {
            services.insert(.init(service: server, serviceName: "telemetry"), at: 0)
        }
        var configuration = ServiceGroupConfiguration(services: services, logger: groupLogger)
        configuration.maximumGracefulShutdownDuration = grace
        let group = ServiceGroup(configuration: configuration)
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let watcher = Task {
            var isStopping = false
            for await signal in signals {
                if isStopping { SuddenEnd.now(status: 1, because: "received a second stop signal", logger: logger) }
                isStopping = true
                telemetry?.health.stop()
                logger.info("Stopping", metadata: [LogKey.signal: "\(signal)"])
                SuddenEnd.after(limit, logger: logger)
                await group.triggerGracefulShutdown()
            }
        }
        defer { watcher.cancel() }
        do {
            try await group.run()
        } catch {
            // A reader of JSON needs this error as JSON too; a person gets it from the program's main.
            guard let handler = logger.handler as? LineLogHandler, handler.format == .json else { throw error }
            logger.critical("Exited with an error", metadata: [LogKey.error: "\(error)"])
            throw LoggedFailure()
        }
    }
}

/// A service has failed, and its log has the error: the program's main adds nothing.
package struct LoggedFailure: Error {}

/// The immediate exit of the process. It is safe at any time: the broker redelivers unacked messages, and the database
/// rolls back.
enum SuddenEnd {
    /// Ends the process with status 0 if it is still running after a delay. A call that does not return can hold it,
    /// such as one to a database that hangs.
    static func after(_ limit: Duration, logger: Logger) {
        // Not a task: the tasks themselves may be stuck.
        DispatchQueue(label: "sudden-end").asyncAfter(deadline: .now() + .seconds(Int(limit.components.seconds))) {
            now(status: 0, because: "the work in progress did not finish in time", logger: logger)
        }
    }

    /// Ends the process.
    static func now(status: Int32, because reason: String, logger: Logger) -> Never {
        logger.warning(
            "Exiting now: servers undo or redeliver the unfinished work", metadata: [LogKey.reason: "\(reason)"])
        _exit(status)
    }
}
