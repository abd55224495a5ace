import Dispatch
import Glibc
package import Logging
package import ServiceLifecycle
import ServiceLogging
import Telemetry
import UnixSignals

/// Runs services until one ends or the process is told to stop.
package enum ServiceRunner {
    /// The longest that a service may take to finish what it has in hand.
    package static let grace = Duration.seconds(25)
    /// After so long the process is gone, whatever holds it up; below the 30 seconds that orchestrators wait.
    package static let limit = Duration.seconds(28)

    /// Runs a service until SIGTERM or SIGINT. A second one ends the process at once.
    ///
    /// - Parameter telemetry: tells of the service until its end, over HTTP when a port is set.
    /// - Throws: what the service ends with.
    package static func run(
        _ service: any Service, telemetry: StageTelemetry? = nil, logger: Logger
    ) async throws {
        // The group would log a failure that the process says itself when it ends, and every step of its own.
        var groupLogger = logger
        groupLogger.logLevel = max(logger.logLevel, .critical)
        // Named, since the name that a service gets else is everything that it holds, passwords included.
        var services = [
            ServiceGroupConfiguration.ServiceConfiguration(
                service: service, successTerminationBehavior: .gracefullyShutdownGroup, serviceName: logger.label)
        ]
        // In front: what is started last is stopped first.
        if let server = telemetry?.server { services.insert(.init(service: server, serviceName: "telemetry"), at: 0) }
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
            // Who reads JSON gets the last word as JSON too; a person gets it from whoever runs the program.
            guard let handler = logger.handler as? LineLogHandler, handler.format == .json else { throw error }
            logger.critical("Exited with an error", metadata: [LogKey.error: "\(error)"])
            throw LoggedFailure()
        }
    }
}

/// A service has failed, and its log says why: whoever runs the program has nothing to add.
package struct LoggedFailure: Error {}

/// The end of the process, whatever it is doing. Safe at any time: what is not acked and not committed the broker gives
/// to another, and the database rolls back.
enum SuddenEnd {
    /// Ends the process after a while, in order, if it has not ended by itself: what holds it up is a call that does not
    /// come back, such as one into a database that stands still.
    static func after(_ limit: Duration, logger: Logger) {
        // Not a task: those could be what is stuck.
        DispatchQueue(label: "sudden-end").asyncAfter(deadline: .now() + .seconds(Int(limit.components.seconds))) {
            now(status: 0, because: "the work in progress did not finish in time", logger: logger)
        }
    }

    /// Ends the process.
    static func now(status: Int32, because reason: String, logger: Logger) -> Never {
        logger.warning(
            "Exiting now: the broker redelivers the unacknowledged messages", metadata: [LogKey.reason: "\(reason)"])
        _exit(status)
    }
}
