import Actions
import ArgumentParser
import DisplayText
import Ledger
import Postgres
import Progress
import TerminalOutput

struct SourcesRetire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "Takes out a source that cannot be finished. Its loaded rows stay.",
        discussion: """
            `etl status` and `etl run` then no longer wait for it, and its dead letters no longer make them fail. \
            Submitting its file again makes it active again.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "Ids of sources, or their first digits (at least four).")
    var ids: [SourcePrefix]

    func run() async throws {
        let ids = ids
        let names = ids.map(\.digits)
        try await SourcesCommand.act("sources retire", names, try await options.request()) { connection, notes in
            for id in ids {
                let (source, wasRetired) = try await LedgerSources.retire(id, on: connection)
                let words = wasRetired ? "was retired before" : "retired; \(source.kept)"
                notes.note(source.sourceId, .done, words)
                Terminal.print("\(source.uri.printable) (\(source.kind), \(source.sourceId)): \(words)")
            }
            return DoneInWords("\(Format.count(ids.count, "source", "sources"))")
        }
    }
}

extension LedgerSource {
    /// What of the source is in the database.
    var kept: String {
        guard batchesDone > 0 else { return "nothing of it is loaded" }
        let done = batches == nil ? "" : "\(Format.count(batchesDone)) of "
        let counts = [
            "\(Format.count(loaded, "record", "records")) loaded",
            Format.count(duplicates, "duplicate", "duplicates"), "\(Format.count(rejected)) rejected",
        ]
        return counts.joined(separator: ", ")
            + " in \(done)\(Format.count(batches ?? batchesDone, "batch", "batches")): all of it stays"
    }
}
