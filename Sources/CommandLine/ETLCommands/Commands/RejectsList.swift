import ArgumentParser
import DisplayText
import Foundation
import Rejects
import ServerAccess
import TerminalOutput

struct RejectsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists rejects: file, record number, reason, field, value and text.",
        discussion: "With --group, one line for each reason and field, with an example.")

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var selection: RejectOptions

    @Option(help: "Maximum number of rejects, or of groups, to list.")
    var limit = 100

    @Flag(help: "Count the rejects by reason and field.")
    var group = false

    @Flag(help: "Print one JSON object per line, with the full text of each record.")
    var json = false

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run() async throws {
        let request = try await options.request()
        if group { return try await listGroups(in: request) }
        let list = try await withCommandErrors {
            try await selection.request.list(limit: limit, parsed: !json, in: request)
        }
        for entry in list.entries {
            Terminal.print(json ? try JSONOutput.line(entry.reject) : RejectView.line(entry.reject, entry.text))
        }
        if list.entries.isEmpty { Terminal.complain("no rejects match") }
        if list.isCut { Terminal.complain("there are more; raise --limit") }
    }

    private func listGroups(in request: ServerRequest) async throws {
        let found = try await withCommandErrors { try await selection.request.groups(limit: limit, in: request) }
        if json {
            for group in found.groups { Terminal.print(try JSONOutput.line(group)) }
        } else if !found.groups.isEmpty {
            let width = Terminal.isInteractive ? max(40, Terminal.width) : Int.max
            let now = Int(Date.now.timeIntervalSince1970)
            for line in RejectView.lines(of: found.groups, at: now, within: width) { Terminal.print(line) }
        }
        if found.groups.isEmpty { Terminal.complain("no rejects match") }
        if found.isCut { Terminal.complain("there are more; raise --limit") }
    }
}
