import ArgumentParser
import DisplayText
import ETLModels
import Rejects
import Submission
import SystemPackage
import TerminalOutput

struct RejectsExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes rejects to a file that you can correct and submit.",
        discussion: """
            The columns are those of the table, with the original text of the source. Further columns give the reason; \
            `submit` ignores them. A record that could not be split into fields (malformed, stray-quote, too-long and others) \
            has its text in reject_raw only.
            """)

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var selection: RejectOptions

    @Option(help: "File format: csv or ndjson.")
    var format = RejectFormat.csv

    @Option(help: "File to write to; default: standard output. On a terminal, control characters show as “·”.")
    var output: String?

    @Flag(
        help: ArgumentHelp(
            "Write an apostrophe before a text that a spreadsheet would take for a formula (CSV only).",
            discussion: "Remove the apostrophes before you submit the file."))
    var guardFormulas = false

    func validate() throws {
        guard guardFormulas, format != .csv else { return }
        throw ValidationError("--guard-formulas is for spreadsheets, which read --format csv")
    }

    func run() async throws {
        let path = output.map { FilePath(SourceFiles.absolutePath($0)) }
        let request = try await options.request()
        let exported = try await withCommandErrors {
            try await selection.request.export(
                format,
                texts: RejectTexts(arePrintable: path == nil && Terminal.isInteractive, areGuarded: guardFormulas),
                to: path, in: request)
        }
        guard let exported else { return Terminal.complain("no rejects match") }
        if let path {
            let rejects = Format.count(exported.count, "reject", "rejects")
            Terminal.print("wrote \(rejects) of \(exported.kind.name) to \(path)")
        }
        if exported.cutCount > 0 {
            Terminal.complain(
                "truncated records: \(Format.count(exported.cutCount)); take their full text from the sources, by "
                    + "reject_source and reject_record")
        }
    }
}

extension RejectFormat: ExpressibleByArgument {}
