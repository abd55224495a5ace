import ArgumentParser
import BulkLoading
import ETLModels
import Ledger
import TerminalOutput

struct BulkStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Takes the key of token_transfers, and its other indexes, until the load is over.",
        discussion: "It waits for loads under way. Loaders notice by themselves.")

    @OptionGroup var options: ConnectionOptions

    @Option(help: ArgumentHelp("How many transfers are to come, if the table has some.", valueName: "transfers"))
    var expect: Int?

    func validate() throws {
        if let expect, expect < 1 { throw ValidationError("--expect must be at least 1") }
    }

    func run() async throws {
        let expect = expect
        let arguments = expect.map { ["--expect \($0)"] } ?? []
        try await SourcesCommand.act("bulk start", arguments, try await options.request()) { connection, _ in
            try await Bulk.start(.tokenTransfers, by: .operator, expected: expect, on: connection)
            let words = BulkEvent.started(.tokenTransfers).line
            Terminal.print(words)
            return DoneInWords(words)
        }
    }
}
