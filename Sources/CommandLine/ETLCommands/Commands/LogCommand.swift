import Actions
import ArgumentParser
import DeadLetters
import DisplayText
import Foundation
import Ledger
import ServerAccess
import TerminalOutput

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Shows what operators have done: who, when, what, and what became of it.",
        discussion: """
            Commands that change something enter it before they begin. With a number, it shows what became of each letter, \
            source or file: of letters that were replayed, whether they are loaded, dead again or discarded since. For that, it \
            reads the dead letters, if a broker is running.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "The number of an action, to show its results.")
    var number: Int64?

    @Option(help: "Maximum number of actions to list.")
    var limit = 50

    @Flag(help: "Print one JSON object per line.")
    var json = false

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run() async throws {
        let request = try await options.request()
        Terminal.outliveItsReaders()
        if let number { return try await show(number, request) }
        let actions = try await withCommandErrors { try await ActionRequest.list(limit: limit, in: request) }
        if json {
            for action in actions { Terminal.print(try JSONOutput.line(action)) }
        } else if actions.isEmpty {
            Terminal.print("The log has no actions yet.")
        } else {
            let width = Terminal.isInteractive ? max(40, Terminal.width) : Int.max
            for line in ActionView.lines(of: actions, within: width) { Terminal.print(line) }
        }
    }

    private func show(_ number: Int64, _ request: ServerRequest) async throws {
        let found = try await withCommandErrors {
            try await ActionRequest.show(number, in: request) { await Self.deadNow(request) }
        }
        guard let report = found else {
            throw CommandFailure("the log has no action \(number); `etl log` lists them")
        }
        if json { return Terminal.print(try JSONOutput.line(report)) }
        let now = Int(Date().timeIntervalSince1970)
        for line in ActionView.lines(of: report, at: now) { Terminal.print(line) }
    }

    /// The letters that are dead now; nil if no broker tells.
    private static func deadNow(_ request: ServerRequest) async -> DeadNow? {
        try? await Servers.withRunningBroker(request) { browser in
            try await DeadLetterQueues.letters(within: .seconds(5), on: browser).census.deadNow
        }
    }
}
