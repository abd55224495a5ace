import ArgumentParser
import Bus
import DeadLetters
import TerminalOutput

struct DeadLettersReplay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Moves dead letters back to the work queue of their stage.",
        discussion: """
            A letter leaves its dead-letter queue after the broker has confirmed it in the work queue. An interrupted \
            replay loses nothing; a batch that is then in both queues is loaded once.
            """)

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var selection: LetterSelectionOptions

    @Flag(help: "Only list the letters.")
    var dryRun = false

    func run() async throws {
        let (letters, dryRun) = (selection.selection, dryRun)
        let tally = try await DeadLettersCommand.act("replay", on: selection.words, options, isDryRun: dryRun) {
            browser, notes in
            try await DeadLetterQueues.replay(letters, dryRun: dryRun, on: browser) { LetterEvents.show($0, notes) }
        }
        let result = try tally ?? selection.nothing()
        Terminal.print(dryRun ? "would replay \(result.words)" : "replayed \(result.words)")
        if result.failed > 0 { throw ExitCode(1) }
    }
}
