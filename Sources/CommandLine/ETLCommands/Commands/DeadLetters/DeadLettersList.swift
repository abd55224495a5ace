import ArgumentParser
import DeadLetters
import DisplayText
import Foundation
import TerminalOutput

struct DeadLettersList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Counts dead letters by stage and reason, and lists them. They stay in their queues.")

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var filter: LetterFilterOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let filter = filter.filter
        let census =
            try await DeadLettersCommand.withBroker(options) {
                try await DeadLetterQueues.census(filter, on: $0)
            } ?? LetterCensus()
        let now = Int(Date().timeIntervalSince1970)
        if json {
            Terminal.print(try JSONOutput.document(census.document(at: now)))
        } else {
            let none = filter.isGiven ? "No dead letters match." : "There are no dead letters."
            for line in census.lines(at: now) ?? [none] { Terminal.print(line) }
        }
    }
}
