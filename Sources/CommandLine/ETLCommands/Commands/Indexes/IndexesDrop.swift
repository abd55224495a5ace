import ArgumentParser
import DisplayText
import Indexing
import TableIndexes
import TerminalOutput

struct IndexesDrop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Drops indexes while the tables are read and loaded.",
        discussion: "The user must own the tables.")

    @OptionGroup var options: ConnectionOptions

    @OptionGroup var chosen: IndexNames

    func run() async throws {
        let indexes = chosen.indexes
        let names = indexes.map(\.rawValue)
        try await SourcesCommand.act("indexes drop", names, try await options.request()) { connection, _ in
            try await Indexes.drop(indexes, on: connection) { event in
                Terminal.print(event.line)
            }
            return DoneInWords(Format.count(names.count, "index", "indexes"))
        }
    }
}
