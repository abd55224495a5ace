import ArgumentParser
import DeadLetters
import DisplayText
import Submission
import SystemPackage
import TerminalOutput

struct DeadLettersImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Restores dead letters from files to their dead-letter queues.",
        discussion: """
            Letters that are already in the queues are skipped, so the command can be repeated. Of identical letters, \
            as many are restored as there are files without a letter.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "Directory that `export` wrote.")
    var directory: String

    func run() async throws {
        let path = FilePath(SourceFiles.absolutePath(directory))
        let names = try LetterImport.names(in: path)
        let outcome = try await DeadLettersCommand.act("import", on: path.string, options, creating: true) {
            browser, _ in
            try await DeadLetterQueues.importLetters(names, from: path, on: browser, onEvent: LetterEvents.show)
        }
        guard let outcome else { return }
        let present = outcome.present > 0 ? "; \(Format.count(outcome.present)) were already in their queues" : ""
        Terminal.print("imported \(Format.count(outcome.imported)) of \(Format.count(names.count)) letters\(present)")
        guard outcome.damaged.isEmpty else { throw ExitCode(1) }
    }
}
