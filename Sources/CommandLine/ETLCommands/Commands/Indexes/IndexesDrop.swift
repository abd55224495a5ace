import ArgumentParser
import Indexing
import TerminalOutput

struct IndexesDrop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Drops indexes while the tables are read and loaded.",
        discussion: "The user must own the tables.")

    @OptionGroup var options: ConnectionOptions

    @OptionGroup var chosen: IndexNames

    func run() async throws {
        let indexes = chosen.indexes
        try await SourcesCommand.withDatabase(try await options.request()) { connection in
            try await Indexes.drop(indexes, on: connection) { event in
                Terminal.print(event.line)
            }
        }
    }
}
