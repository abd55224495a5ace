import ArgumentParser
import DeadLetters
import DisplayText
import Foundation
import RabbitMQ
import TerminalOutput

struct DeadLettersShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a dead letter: its reason, headers and decoded body.")

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "Id of the dead letter, or its first digits (at least four).")
    var id: LetterPrefix

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let id = id
        let now = Int(Date().timeIntervalSince1970)
        let found = try await DeadLettersCommand.withBroker(options) {
            try await DeadLetterQueues.letter(id, at: now, on: $0)
        }
        guard let view = found else { throw CommandFailure.noBroker(for: id) }
        if json {
            Terminal.print(try JSONOutput.document(view))
        } else {
            for line in view.lines { Terminal.print(line) }
        }
    }
}
