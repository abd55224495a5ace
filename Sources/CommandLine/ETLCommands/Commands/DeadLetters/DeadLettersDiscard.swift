import ArgumentParser
import DeadLetters
import TerminalOutput

struct DeadLettersDiscard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Deletes dead letters. Their records are then nowhere.",
        discussion: "Without --yes it only shows which letters these are. `export` keeps them as files.")

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var selection: LetterSelectionOptions

    @Flag(help: "Yes, delete them.")
    var yes = false

    func run() async throws {
        let (letters, yes) = (selection.selection, yes)
        let tally = try await DeadLettersCommand.withBroker(options) { browser in
            try await DeadLetterQueues.discard(letters, dryRun: !yes, on: browser, onEvent: LetterEvents.show)
        }
        let result = try tally ?? selection.nothing()
        guard yes else {
            Terminal.complain("would discard \(result.words); with --yes they are deleted")
            throw ExitCode(2)
        }
        Terminal.print("discarded \(result.words)")
    }
}
