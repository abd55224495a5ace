import ArgumentParser
import Pipeline
import RabbitMQ

/// Which dead letters a command is about. What is given must be true of a letter all together.
struct LetterSelection: ParsableArguments {
    @Argument(help: ArgumentHelp("Ids of dead letters, or their first digits (four or more).", valueName: "id"))
    var ids: [LetterPrefix] = []

    @Flag(help: "All dead letters.")
    var all = false

    @OptionGroup var filter: LetterFilter

    func validate() throws {
        guard !ids.isEmpty || all || filter.isGiven else {
            throw ValidationError("name the dead letters: ids, --stage, --reason, or --all")
        }
        if all && !ids.isEmpty { throw ValidationError("--all goes with no ids") }
    }

    /// Tells which letters are selected, after having looked for the ids.
    func resolve(_ browser: RabbitMQBrowser) async throws -> @Sendable (DeadLetter) -> Bool {
        let filter = filter
        guard !ids.isEmpty else { return { filter.accepts($0) } }
        let ids = try await browser.letterIDs(ids)
        return { ids.contains($0.id) && filter.accepts($0) }
    }
}

/// Dead letters of a stage, or with a reason.
struct LetterFilter: ParsableArguments {
    @Option(help: "Those that died in this stage: extract, transform or load.")
    var stage: Stage?

    @Option(help: "Those with this reason, such as checksum-mismatch, or one that begins with these words.")
    var reason: String?

    var isGiven: Bool { stage != nil || reason != nil }

    func accepts(_ letter: DeadLetter) -> Bool {
        guard stage == nil || stage == letter.stage else { return false }
        guard let reason else { return true }
        return letter.reason == reason || letter.reason.hasPrefix(reason + " ")
    }
}

extension Stage: ExpressibleByArgument {}

extension RabbitMQBrowser {
    /// The ids that prefixes stand for.
    func letterIDs(_ prefixes: [LetterPrefix]) async throws -> Set<LetterID> {
        var search = LetterSearch(prefixes)
        try await visitDeadLetters { _, letter in
            search.note(letter.id)
            return .keep
        }
        return try search.ids()
    }
}
