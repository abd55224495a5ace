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
        commandName: "export", abstract: "Writes rejects to a file that can be mended and submitted.",
        discussion: """
            The columns are those of the table, with the texts as they stood in the source; why a record is a reject follows in \
            columns that are ignored when the file is submitted. A record that has no fields (malformed, field-count, \
            unclosed-quote, too-long) has its text in reject_raw only.
            """)

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var selection: RejectOptions

    @Option(help: "How to write them: csv or ndjson.")
    var format = RejectFormat.csv

    @Option(help: "The file to write to; standard output if there is none.")
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
            return Terminal.complain("there are no such rejects")
        }
        let file = try WholeFile(path)
        try await export.write(to: file)
        try file.finish()
        if let path {
            Terminal.print("wrote \(Format.count(export.count)) rejects of \(export.kind.name) to \(path)")
        }
        if export.cutCount > 0 {
            Terminal.complain(
                "of \(Format.count(export.cutCount)) only the beginning is kept: take those from their sources, by "
                    + "reject_source and reject_record")
        }
    }
}

extension RejectFormat: ExpressibleByArgument {}
