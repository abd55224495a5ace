import ArgumentParser
import DisplayText
import Progress
import Removal
import ServerAccess
import TerminalOutput

struct SourcesRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Removes a source with its rows. Rows that others brought as well come back from their files.",
        discussion: """
            First it says what will go, what is read again, and what cannot be undone. Then it deletes the rows, in short transactions, \
            and submits the other files of the same rows again. After an interruption, the same command goes on. Submitting the file \
            again loads it again. The user must own the tables.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "Id of the source, or its first digits (at least four).")
    var id: SourcePrefix

    @Flag(help: "Only say what would happen.")
    var dryRun = false

    @Flag(help: "Remove it even if files of others cannot be read again: what they have in common with it is lost.")
    var yes = false

    @Flag(help: "Print two lines of JSON: the plan, and the result.")
    var json = false

    func run() async throws {
        let request = RemovalRequest(id, in: try await options.request(), isDryRun: dryRun, acceptsLosses: yes)
        let (id, view) = (id, RemovalView(json: json))
        Terminal.outliveItsReaders()
        let result: RemovalResult?
        do {
            result = try await Interruption.watch(announcing: false) {
                try await withCommandErrors {
                    guard !request.isDryRun else { return try await request.perform(onEvent: view.show) }
                    return try await CommandLog.keep(
                        "sources remove", id.digits, subjects: [id.digits], in: request.servers
                    ) { _, _ in
                        try await request.perform(onEvent: view.show)
                    }
                }
            }
        } catch RemovalError.losses {
            Terminal.complain("\(RemovalError.losses); add --yes to remove it nevertheless")
            throw ExitCode(2)
        }
        guard !dryRun, let result else { return }
        try view.show(result)
        guard !result.incomplete.isEmpty else { return }
        let isPrivate = try request.servers.settings.requestedDatabase() == nil
        Terminal.complain(result.advice(isPrivate ? options.againInState : nil))
        if !isPrivate { throw ExitCode(1) }
    }
}
