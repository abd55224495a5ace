import Actions
import ArgumentParser
import ETLModels
import Ledger
import Progress
import ServerAccess
import Submission
import TerminalOutput

struct SourcesResubmit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resubmit", abstract: "Submits sources again that nobody works on, from their files.",
        discussion: """
            For sources whose messages are lost. Each file must be the submitted one. Safe to repeat, and while something \
            still works on a source: what is loaded is skipped. A retired source is active again; a complete one stays as \
            it is.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "Ids of sources, or their first digits (at least four).")
    var ids: [SourcePrefix]

    func run() async throws {
        let ids = ids
        let request = try await options.request()
        let result = try await withCommandErrors {
            let sources = try await LedgerSources.ids(ids, in: request)
            let names = sources.map(\.description)
            return try await CommandLog.keep(
                "sources resubmit", names.joined(separator: " "), subjects: names, in: request
            ) { notes, _ in
                try await SourceResubmission(sources, in: request) { SubmissionEvents.show($0, notes) }.perform()
            }
        }
        guard result?.failed.isEmpty == true else { throw ExitCode(1) }
    }
}
