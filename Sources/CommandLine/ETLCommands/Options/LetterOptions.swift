import ArgumentParser
import Bus
import DeadLetters

/// Which dead letters a command is about. What is given must be true of a letter all together.
struct LetterSelectionOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Ids of dead letters, or their first digits (at least four).", valueName: "id"))
    var ids: [LetterPrefix] = []

    @Flag(help: "All dead letters.")
    var all = false

    @OptionGroup var filter: LetterFilterOptions

    func validate() throws {
        guard !ids.isEmpty || all || filter.filter.isGiven else {
            throw ValidationError("name the dead letters: ids, --stage, --reason, or --all")
        }
        if all && !ids.isEmpty { throw ValidationError("--all cannot be combined with ids") }
    }

    var selection: LetterSelection { LetterSelection(ids: ids, filter: filter.filter) }

    /// What there is where no broker is: none of the letters that were named.
    func nothing() throws(CommandFailure) -> LetterTally {
        if let id = ids.first { throw .noBroker(for: id) }
        return LetterTally()
    }
}

/// Dead letters of a stage, or with a reason.
struct LetterFilterOptions: ParsableArguments {
    @Option(help: "Only dead letters of this stage: extract, transform or load.")
    var stage: Stage?

    @Option(help: "Only dead letters whose reason is or begins with these words, such as checksum-mismatch.")
    var reason: String?

    var filter: LetterFilter { LetterFilter(stage: stage, reason: reason) }
}

extension Stage: ExpressibleByArgument {}

extension LetterPrefix: ExpressibleByArgument {
    /// Takes what an operator types for a letter's id.
    package init?(argument: String) { self.init(argument) }
}

extension CommandFailure {
    static func noBroker(for id: LetterPrefix) -> CommandFailure {
        CommandFailure("there is no dead letter \(id.digits): no broker has been started yet")
    }
}
