import ArgumentParser
import DeadLetters
import TerminalOutput

struct DeadLettersDiscard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Deletes dead letters. Their records are lost permanently.",
        discussion: "Without --yes, it only lists the letters. To keep a copy, run `export` first.")

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var selection: LetterSelectionOptions

    @Flag(help: "Delete the letters.")
    var yes = false

    func run() async throws {
        let (letters, yes) = (selection.selection, yes)
        let tally = try await DeadLettersCommand.act("discard", on: selection.words, options, isDryRun: !yes) {
            browser, notes in
            try await DeadLetterQueues.discard(letters, dryRun: !yes, on: browser) { LetterEvents.show($0, notes) }
        }
        let result = try tally ?? selection.nothing()
        guard yes else {
            Terminal.complain("would discard \(result.words); add --yes to delete them")
            throw ExitCode(2)
        }
        Terminal.print("discarded \(result.words)")
    }
}
