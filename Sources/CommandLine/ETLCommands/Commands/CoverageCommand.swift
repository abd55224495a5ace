import ArgumentParser
import Coverage
import DisplayText
import DurableFiles
import ETLModels
import ServerAccess
import Submission
import SystemPackage
import TerminalOutput

struct CoverageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage", abstract: "Shows which blocks are loaded, and which are missing.",
        discussion: """
            Loaded: blocks of batches in the ledger, without long runs of blocks without records. Scanned: the name of a loaded file \
            declares them, and it has no records there. Gap: nobody knows whether they have records. A scanned block need not be \
            complete: a file may lack records. The exit code does not depend on gaps.
            """)

    @OptionGroup var options: ConnectionOptions

    @Option(help: "Kind of records: \(RecordKind.choice).")
    var kind = RecordKind.tokenTransfers.name

    @Option(help: "First block. With --to, records and days are counted and not estimated.")
    var from: Int64?

    @Option(help: "Last block.")
    var to: Int64?

    @Option(help: "Seconds that each statement may take, 1 to 3600. What takes longer is left out, and noted.")
    var timeLimit = 10

    @Option(help: ArgumentHelp("Also write a picture to this file.", valueName: "file"))
    var svg: String?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try RecordKind.validate(kind)
        if let from, from < 0 { throw ValidationError("--from is \(from), but no block is below 0") }
        if let to, to < from ?? 0 { throw ValidationError("--to is \(to), but must be at least \(from ?? 0)") }
        guard (1...3600).contains(timeLimit) else { throw ValidationError("--time-limit must be 1 to 3600") }
    }

    func run() async throws {
        let request = CoverageRequest(
            kind: RecordKind(name: kind) ?? .tokenTransfers, from: from, to: to, seconds: timeLimit)
        let servers = try await options.request()
        Terminal.outliveItsReaders()
        let report = try await withCommandErrors {
            do {
                return try await request.look(in: servers)
            } catch let error as CoverageError {
                guard case .timeout = error else { throw error }
                throw CommandFailure("\(error); --time-limit sets the seconds")
            }
        }
        if let svg {
            let file = try WholeFile(FilePath(SourceFiles.absolutePath(svg)))
            try file.write(Array(CoverageDrawing(report).svg.utf8))
            try file.finish()
        }
        if json {
            Terminal.print(try JSONOutput.document(report))
        } else {
            for line in report.lines(view) { Terminal.print(line) }
        }
    }

    private var view: CoverageReport.View {
        guard Terminal.isInteractive else { return CoverageReport.View() }
        // Nobody reads what scrolls past; a pipe gets everything.
        return CoverageReport.View(width: max(40, min(Terminal.width, 160)), most: 40)
    }
}
