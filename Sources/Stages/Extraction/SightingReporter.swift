import Bus
import Logging
import RabbitMQ
import ServiceLogging

/// Publishes what the process has in hand, and what waits, every so often.
///
/// An extractor has no database. Its reports follow the batches to the loader, which notes them in the ledger.
struct SightingReporter: Sendable {
    /// The pause between two reports.
    static let pause = Duration.seconds(30)

    let board: SightingBoard
    let publisher: RabbitMQPublisher
    let logger: Logger

    /// Reports until it is cancelled.
    func run() async {
        let process = SightingReport.thisProcess
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.pause)
            await report(by: process)
        }
    }

    /// Publishes a report, if there is something to tell, and waits until the broker has it.
    func report(by process: String) async {
        guard let report = board.report(by: process) else { return }
        do {
            for message in try report.messages() {
                try await publisher.publish(message, to: Stage.transform.workQueue)
            }
        } catch {
            // The next report has it. A lost connection is logged where it is lost.
            board.restore(report)
            logger.debug("The sightings cannot be reported", metadata: [LogKey.error: "\(error)"])
        }
    }
}
