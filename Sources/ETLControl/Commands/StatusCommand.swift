import ArgumentParser
import Ledger
import Pipeline
import Postgres
import RabbitMQ

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows how far every source has come, and what waits in the queues.",
        discussion: "Exit code 1 when something is dead.")

    @OptionGroup var options: ConnectionOptions

    @Flag(help: "Show it again every two seconds, until Ctrl-C.")
    var watch = false

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let settings = try await options.settings()
        let servers = try await Servers.openToLook(options, settings)
        let (options, watch, json) = (options, watch, json)
        let outcome = await Result {
            try await Interruption.watch {
                var report = StatusReport(servers: servers, options: options, settings: settings)
                let outcome = await Result { try await report.show(json: json, again: watch) }
                await report.close()
                return try outcome.get()
            }
        }
        await servers.stop()
        guard try outcome.get() else { throw ExitCode(1) }
    }
}

/// The status, shown once or again and again.
private struct StatusReport {
    let servers: Servers
    let options: ConnectionOptions
    let settings: Settings
    /// A private broker, where one was asked.
    private var broker: Servers?

    init(servers: Servers, options: ConnectionOptions, settings: Settings) {
        self.servers = servers
        self.options = options
        self.settings = settings
    }

    /// - Returns: whether nothing is dead.
    mutating func show(json: Bool, again: Bool) async throws -> Bool {
        while true {
            let status = try await gather()
            if again && Terminal.isInteractive { Terminal.write("\u{1B}[H\u{1B}[2J") }
            let lines = json ? [try JSONOutput.document(status)] : status.lines(again: options.againAtBroker)
            Terminal.print(lines.joined(separator: "\n"))
            guard again, (try? await Task.sleep(for: .seconds(2))) != nil else { return !status.hasDeadLetters }
        }
    }

    /// Where a source is not complete, it may be that something is dead: only the broker knows. To start a private one takes
    /// seconds, so it is not started for nothing.
    private mutating func gather() async throws -> Status {
        let known = broker ?? servers
        let status = try await Status.gather(
            servers, broker: known.brokerURL == nil ? nil : try known.brokerConfiguration())
        guard known.brokerURL == nil, !status.isComplete else { return status }
        broker = try await servers.openBroker(options, settings)
        guard let broker else { return status }
        return try await Status.gather(servers, broker: try broker.brokerConfiguration())
    }

    func close() async {
        await broker?.stop()
    }
}
