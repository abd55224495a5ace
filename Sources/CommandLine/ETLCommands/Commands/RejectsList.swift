import ArgumentParser
import DisplayText
import Foundation
import Rejects
import ServerAccess
import TerminalOutput

struct RejectsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists rejects: file, record number, reason, field, value and text.",
        discussion: """
            With --group, one line for each reason and field, with an example. With --by-file, one for each file and kind of \
            records, the most rejects first.
            """)

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var selection: RejectOptions

    @Option(help: "Maximum number of rejects, groups or files to list.")
    var limit = 100

    @Flag(help: "Count the rejects by reason and field.")
    var group = false

    @Flag(help: "Count the rejects by file.")
    var byFile = false

    @Flag(help: "Print one JSON object per line, with the full text of each record.")
    var json = false

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1") }
        if group && byFile { throw ValidationError("give --group or --by-file, not both") }
    }

    func run() async throws {
        let request = try await options.request()
        if group { return try await listGroups(in: request) }
        if byFile { return try await listFiles(in: request) }
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
        try show(found.counts, isCut: found.isCut) { RejectView.lines(of: $0, at: $1, within: $2) }
    }

    private func listFiles(in request: ServerRequest) async throws {
        let found = try await withCommandErrors { try await selection.request.bySource(limit: limit, in: request) }
        try show(found.counts, isCut: found.isCut) { RejectView.lines(of: $0, at: $1, within: $2) }
    }

    /// Prints counts as JSON, or as a table.
    ///
    /// - Parameter table: receives the counts, the time in seconds since 1970, and the width.
    private func show<Count: Encodable>(
        _ counts: [Count], isCut: Bool, as table: ([Count], Int, Int) -> [String]
    ) throws {
        if json {
            for count in counts { Terminal.print(try JSONOutput.line(count)) }
        } else if !counts.isEmpty {
            let width = Terminal.isInteractive ? max(40, Terminal.width) : Int.max
            let now = Int(Date.now.timeIntervalSince1970)
            for line in table(counts, now, width) { Terminal.print(line) }
        }
        if counts.isEmpty { Terminal.complain("no rejects match") }
        if isCut { Terminal.complain("there are more; raise --limit") }
    }
}
