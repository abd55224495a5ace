import Actions
import ArgumentParser
import BulkLoading
import ETLModels
import Ledger
import TerminalOutput

struct BulkFinish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finish", abstract: "Settles repeated keys, and builds the key and the indexes.",
        discussion: """
            Loads wait meanwhile. After an interruption or a full disk, nothing is lost, loads go on, and the same command goes on with the end.
            """)

    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        try await SourcesCommand.actInSessions("bulk finish", [], try await options.request()) { connect, notes in
            try await Bulk.finish(.tokenTransfers, connect: connect) { event in
                if case .finished(let kind, _) = event { notes.note(kind.name, .done, event.line) }
                Terminal.print(event.line)
            }
            return DoneInWords("the phase has ended")
        }
    }
}
