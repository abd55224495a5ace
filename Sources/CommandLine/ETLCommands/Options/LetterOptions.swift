import ArgumentParser
import Bus
import DeadLetters
import DisplayText

/// Selects dead letters. A letter must match all given options.
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

    /// The selection as options.
    var words: String {
        ((all ? ["--all"] : []) + [filter.words] + ids.map(\.digits)).filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The result without a broker; throws if ids were named.
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

    var words: String {
        let options = [stage.map { "--stage \($0.rawValue)" }, reason.map { "--reason \($0.shellQuoted)" }]
        return options.compactMap(\.self).joined(separator: " ")
    }

    var filter: LetterFilter { LetterFilter(stage: stage, reason: reason) }
}

extension Stage: ExpressibleByArgument {}

extension LetterPrefix: ExpressibleByArgument {
    /// Parses the id of a letter, or its first digits.
    package init?(argument: String) { self.init(argument) }
}

extension CommandFailure {
    static func noBroker(for id: LetterPrefix) -> CommandFailure {
        CommandFailure("there is no dead letter \(id.digits): no broker has been started yet")
    }
}
