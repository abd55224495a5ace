import ArgumentParser
import BulkLoading
import ETLModels
import TerminalOutput

struct BulkFinish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finish", abstract: "Settles repeated keys, and builds the key and the indexes.",
        discussion: """
            Loads wait meanwhile. After an interruption or a full disk, nothing is lost, loads go on, and the same command goes on with the end.
            """)

    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        try await SourcesCommand.withSessions(try await options.request()) { connect in
            try await Bulk.finish(.tokenTransfers, connect: connect) { Terminal.print($0.line) }
        }
    }
}
