import ArgumentParser
import DisplayText
import Indexing
import TerminalOutput

struct IndexesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the indexes: state, size, and what each serves.",
        discussion: "States: valid, building, invalid (a build was interrupted: create it again) and missing.")

    @OptionGroup var options: ConnectionOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let json = json
        try await SourcesCommand.withDatabase(try await options.request()) { connection in
            let indexes = try await Indexes.list(on: connection)
            if json {
                Terminal.print(try JSONOutput.document(["indexes": indexes]))
            } else {
                for line in IndexStatus.lines(of: indexes) { Terminal.print(line) }
            }
        }
    }
}
