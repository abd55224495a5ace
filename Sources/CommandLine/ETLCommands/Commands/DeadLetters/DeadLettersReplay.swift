import ArgumentParser
import Bus
import DeadLetters
import TerminalOutput

struct DeadLettersReplay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Gives dead letters back to the stage in which they died.",
        discussion: """
            A letter leaves the dead letters when the broker has it in the stage's queue: cut off at any point, the command \
            loses nothing, and what is then in both queues is loaded once.
            """)

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var selection: LetterSelectionOptions

    @Flag(help: "Only show which letters these are.")
    var dryRun = false

    func run() async throws {
        let (letters, dryRun) = (selection.selection, dryRun)
        let tally = try await DeadLettersCommand.withBroker(options) { browser in
            try await DeadLetterQueues.replay(letters, dryRun: dryRun, on: browser, onEvent: LetterEvents.show)
        }
        let result = try tally ?? selection.nothing()
        Terminal.print(dryRun ? "would replay \(result.words)" : "replayed \(result.words)")
        if result.failed > 0 { throw ExitCode(1) }
    }
}
