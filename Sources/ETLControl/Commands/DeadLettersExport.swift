import ArgumentParser
import SystemPackage

struct DeadLettersExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes dead letters to files. They stay where they are.",
        discussion: """
            Each letter is a file ID.json and a file ID.body. `import` puts them back. The body of an extract job has its \
            source's link whole, signature included, or it could not be replayed: keep it as you would keep the link.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "Directory to write to; made if it is not there.")
    var directory: String

    @Argument(help: "Ids of dead letters, or their first digits; all, if there are none.")
    var ids: [LetterPrefix] = []

    @OptionGroup var filter: LetterFilter

    func run() async throws {
        let path = FilePath(SourceFiles.absolutePath(directory))
        try SourceFiles.makeDirectory(path)
        let (ids, filter) = (ids, filter)
        let tally = try await DeadLettersCommand.withBroker(options) { browser in
            let named = ids.isEmpty ? nil : try await browser.letterIDs(ids)
            return try await browser.export({ named?.contains($0.id) ?? true && filter.accepts($0) }, to: path)
        }
        if tally == nil, let id = ids.first {
            throw CommandFailure("there is no dead letter \(id.digits): there is no broker yet, so there are none")
        }
        let result = tally ?? LetterTally()
        Terminal.print("exported \(result.words) to \(path)")
        if result.failed > 0 { throw ExitCode(1) }
    }
}
