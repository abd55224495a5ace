import ArgumentParser

struct DeadLettersReplay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Gives dead letters back to the stage in which they died.",
        discussion: """
            A letter leaves the dead letters when the broker has it in the stage's queue: cut off at any point, the command \
            loses nothing, and what is then in both queues is loaded once.
            """)

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var selection: LetterSelection

    @Flag(help: "Only show which letters these are.")
    var dryRun = false

    func run() async throws {
        let (selection, dryRun) = (selection, dryRun)
        let tally = try await DeadLettersCommand.withBroker(options) { browser in
            try await browser.replay(try await selection.resolve(browser), dryRun: dryRun)
        }
        let result = try tally ?? selection.nothing()
        Terminal.print(dryRun ? "would replay \(result.words)" : "replayed \(result.words)")
        if result.failed > 0 { throw ExitCode(1) }
    }
}

extension LetterSelection {
    /// What there is where no broker is: none of the letters that were named.
    func nothing() throws(CommandFailure) -> LetterTally {
        guard ids.isEmpty else {
            throw CommandFailure("there is no dead letter \(ids[0].digits): there is no broker yet, so there are none")
        }
        return LetterTally()
    }
}
