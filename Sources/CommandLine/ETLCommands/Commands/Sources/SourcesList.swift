import ArgumentParser
import DisplayText
import Postgres
import Progress
import TerminalOutput

struct SourcesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the sources: id, file, kind, state and counts.",
        discussion: """
            States: complete, in-progress (some of it may be a dead letter; `etl status` names those), retired and removed.
            """)

    @OptionGroup var options: ConnectionOptions

    @Option(help: "Only sources in this state: complete, in-progress, retired or removed.")
    var only: LedgerSource.State?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let (only, json) = (only, json)
        try await SourcesCommand.withDatabase(try await options.request()) { connection in
            let sources = try await LedgerSources.list(only, on: connection)
            if json {
                Terminal.print(try JSONOutput.document(["sources": sources]))
            } else if sources.isEmpty {
                Terminal.print(only == nil ? "Nothing has been submitted yet." : "No sources match.")
            } else {
                let width = Terminal.isInteractive ? max(40, Terminal.width) : Int.max
                for line in LedgerSource.lines(of: sources, within: width) { Terminal.print(line) }
            }
        }
    }
}

extension LedgerSource.State: ExpressibleByArgument {
    /// Parses a state as an option spells it: without blanks.
    package init?(argument: String) { self.init(rawValue: argument.replacing("-", with: " ")) }

    package static var allValueStrings: [String] { allCases.map { $0.rawValue.replacing(" ", with: "-") } }
}
