import ArgumentParser
import DisplayText
import Rejects
import TerminalOutput

struct RejectsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists rejects: file, record number, reason, field, value and text.")

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var selection: RejectOptions

    @Option(help: "Maximum number of rejects to list.")
    var limit = 100

    @Flag(help: "Print one JSON object per line, with the full text of each record.")
    var json = false

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run() async throws {
        let request = try await options.request()
        let list = try await withCommandErrors {
            try await selection.request.list(limit: limit, parsed: !json, in: request)
        }
        for entry in list.entries {
            Terminal.print(json ? try JSONOutput.line(entry.reject) : RejectView.line(entry.reject, entry.text))
        }
        if list.entries.isEmpty { Terminal.complain("no rejects match") }
        if list.isCut { Terminal.complain("there are more; raise --limit") }
    }
}
