import ArgumentParser
import DeadLetters
import DurableFiles
import Submission
import SystemPackage
import TerminalOutput

struct DeadLettersExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes dead letters to files. They stay in their queues.",
        discussion: """
            Each letter becomes two files, ID.json and ID.body; further letters with the same id become ID-2.json, \
            ID-2.body and so on. No file is overwritten, and none is written twice. `import` restores them. The body \
            of an extract job contains the full link to its source, including any signature. Protect it like the \
            link itself.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "Directory to write to; created if missing.")
    var directory: String

    @Argument(help: "Ids of dead letters, or their first digits; default: all.")
    var ids: [LetterPrefix] = []

    @OptionGroup var filter: LetterFilterOptions

    func run() async throws {
        let path = FilePath(SourceFiles.absolutePath(directory))
        try Directories.make(path)
        let letters = LetterSelection(ids: ids, filter: filter.filter)
        let tally = try await DeadLettersCommand.withBroker(options) { browser in
            try await DeadLetterQueues.export(letters, to: path, on: browser, onEvent: LetterEvents.show).tally
        }
        if tally == nil, let id = ids.first { throw CommandFailure.noBroker(for: id) }
        let result = tally ?? LetterTally()
        Terminal.print("exported \(result.words) to \(path)")
        if result.failed > 0 { throw ExitCode(1) }
    }
}
