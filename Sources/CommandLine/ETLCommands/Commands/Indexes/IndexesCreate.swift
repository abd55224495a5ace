import ArgumentParser
import Indexing
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
        try await SourcesCommand.withSessions(try await options.request()) { connect in
            try await Indexes.create(indexes, connect: connect) { Terminal.print($0.line) }
        }
    }
}
