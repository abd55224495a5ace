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
        // A private broker that is not running has no news: starting it only to look would take long.
        let servers = try await Servers.openToLook(options, settings)
        let outcome = await Result { try await Interruption.watch { try await report(servers) } }
        await servers.stop()
        guard try outcome.get() else { throw ExitCode(1) }
    }

    /// - Returns: whether nothing is dead.
    private func report(_ servers: Servers) async throws -> Bool {
        while true {
            let status = try await Status.gather(servers)
            if watch && Terminal.isInteractive { Terminal.write("\u{1B}[H\u{1B}[2J") }
            Terminal.print(json ? try JSONOutput.document(status) : status.lines.joined(separator: "\n"))
            guard watch, (try? await Task.sleep(for: .seconds(2))) != nil else { return !status.hasDeadLetters }
        }
    }
}
