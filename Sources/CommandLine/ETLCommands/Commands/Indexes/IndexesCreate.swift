import ArgumentParser
import DisplayText
import Indexing
import TableIndexes
import TerminalOutput

struct IndexesCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Builds indexes while the tables are read and loaded.",
        discussion: """
            A build waits for transactions that were open before it. After an interruption, the same command starts it again. \
            The user must own the tables.
            """)

    @OptionGroup var options: ConnectionOptions

    @OptionGroup var chosen: IndexNames

    func run() async throws {
        let indexes = chosen.indexes
        let names = indexes.map(\.rawValue)
        try await SourcesCommand.actInSessions("indexes create", names, try await options.request()) { connect, _ in
            try await Indexes.create(indexes, connect: connect) { Terminal.print($0.line) }
            return DoneInWords(Format.count(names.count, "index", "indexes"))
        }
    }
}
