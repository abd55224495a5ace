import ArgumentParser
import Ledger
import Postgres
import ServerAccess
import TableIndexes
import TerminalOutput

struct IndexesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "indexes",
        abstract: "Lists, creates and drops the indexes that queries need beside the keys.",
        discussion: """
            Without them, only blocks, times and the keys are found quickly. Each makes loads slower, so load first and create \
            them afterwards.
            """,
        subcommands: [IndexesList.self, IndexesCreate.self, IndexesDrop.self])
}

/// The indexes that an argument names.
struct IndexNames: ParsableArguments {
    @Argument(help: "Names of indexes: \(TableIndex.allCases.map(\.rawValue).joined(separator: ", ")).")
    var names: [TableIndex] = []

    @Flag(help: "All indexes.")
    var all = false

    func validate() throws {
        guard all != !names.isEmpty else {
            throw ValidationError(all ? "choose names or --all" : "name indexes, or choose --all")
        }
    }

    /// The named indexes, each once.
    var indexes: [TableIndex] { TableIndex.allCases.filter { all || names.contains($0) } }
}

extension TableIndex: ExpressibleByArgument {}
