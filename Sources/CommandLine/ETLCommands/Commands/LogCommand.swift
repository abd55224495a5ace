import Actions
import ArgumentParser
import DisplayText
import ServerAccess
import TerminalOutput

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Shows what operators have done: who, when, what, and what became of it.",
        discussion: """
            Commands that change something enter it before they begin. With a number, it shows what became of each letter, \
            source or file.
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
        guard let report = try await withCommandErrors({ try await ActionRequest.show(number, in: request) }) else {
            throw CommandFailure("the log has no action \(number); `etl log` lists them")
        }
        if json { return Terminal.print(try JSONOutput.line(report)) }
        for line in ActionView.lines(of: report) { Terminal.print(line) }
    }
}
