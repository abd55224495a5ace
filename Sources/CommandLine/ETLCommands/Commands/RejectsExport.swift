import ArgumentParser
import Bus
import DeadLetters
import DisplayText
import DurableFiles
import ETLModels
import Inspection
import Ledger
import Postgres
import Rejects
import ServerAccess
import Submission
import SystemPackage
import TerminalOutput

struct RejectsExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes rejects to a file that you can correct and submit.",
        discussion: """
            The columns are those of the table, with the original text of the source. Further columns give the reason; \
            `submit` ignores them. A record without fields (malformed, field-count, unclosed-quote, too-long) has its text \
            in reject_raw only.
            """)

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var selection: RejectOptions

    @Option(help: "File format: csv or ndjson.")
    var format = RejectFormat.csv

    @Option(help: "File to write to; default: standard output.")
    var output: String?

    func run() async throws {
        let path = output.map { FilePath(SourceFiles.absolutePath($0)) }
        let request = try await options.request()
        try await withCommandErrors {
            try await Servers.withDatabase(request) { try await write(to: path, on: $0) }
        }
    }

    private func write(to path: FilePath?, on connection: PostgresConnection) async throws {
        try await Migrator.requireMigrated(on: connection)
        let filter = try await selection.request.filter(on: connection)
        guard var export = try await RejectExport(filter, format: format, on: connection) else {
            return Terminal.complain("no rejects match")
        }
        let file = try WholeFile(path)
        try await export.write(to: file)
        try file.finish()
        if let path {
            Terminal.print("wrote \(Format.count(export.count)) rejects of \(export.kind.name) to \(path)")
        }
        if export.cutCount > 0 {
            Terminal.complain(
                "truncated records: \(Format.count(export.cutCount)); take their full text from the sources, by "
                    + "reject_source and reject_record")
        }
    }
}

extension RejectFormat: ExpressibleByArgument {}
