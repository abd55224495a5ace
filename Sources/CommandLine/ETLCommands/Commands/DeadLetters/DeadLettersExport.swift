import ArgumentParser
import DeadLetters
import DurableFiles
import Submission
import SystemPackage
import TerminalOutput

struct DeadLettersExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes dead letters to files. They stay where they are.",
        discussion: """
            Each letter is a file ID.json and a file ID.body. `import` puts them back. The body of an extract job has its \
            source's link whole, signature included, or it could not be replayed: keep it as you would keep the link.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "Directory to write to; made if it is not there.")
    var directory: String

    @Argument(help: "Ids of dead letters, or their first digits; all, if there are none.")
    var ids: [LetterPrefix] = []

    @OptionGroup var filter: LetterFilterOptions

    func run() async throws {
        let path = FilePath(SourceFiles.absolutePath(directory))
        try Directories.make(path)
        let letters = LetterSelection(ids: ids, filter: filter.filter)
        let tally = try await DeadLettersCommand.withBroker(options) { browser in
            try await DeadLetterQueues.export(letters, to: path, on: browser, onEvent: LetterEvents.show)
        }
        if tally == nil, let id = ids.first { throw CommandFailure.noBroker(for: id) }
        let result = tally ?? LetterTally()
        Terminal.print("exported \(result.words) to \(path)")
        if result.failed > 0 { throw ExitCode(1) }
    }
}
