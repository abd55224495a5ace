import ArgumentParser
import DisplayText
import Progress
import TerminalOutput

struct SourcesShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a source: its file, its counts, its rejects by reason, its dead letters.",
        discussion: """
            Only the broker knows the dead letters. Without --broker, the private broker is started to read those of a \
            source that is not complete.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "Id of the source, or its first digits (at least four).")
    var id: SourcePrefix

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let id = id
        let request = try await options.request()
        Terminal.outliveItsReaders()
        let view = try await withCommandErrors {
            try await LedgerSources.show(id, in: request) { error in
                Terminal.complain("the dead letters cannot be read: \(error)")
            }
        }
        if json {
            Terminal.print(try JSONOutput.document(view))
        } else {
            for line in view.lines { Terminal.print(line) }
        }
    }
}
