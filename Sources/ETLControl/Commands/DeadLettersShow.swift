import ArgumentParser
import Foundation
import Pipeline
import RabbitMQ

struct DeadLettersShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a dead letter: why it died, its headers and what is in it.")

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "Its id, or the first digits of it (four or more).")
    var id: LetterPrefix

    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let id = id
        let found = try await DeadLettersCommand.withBroker(options) { try await $0.letter(id) }
        guard let (message, letter) = found else {
            throw CommandFailure("there is no dead letter \(id.digits): there is no broker yet, so there are none")
        }
        let view = LetterView(message, letter, at: Int(Date().timeIntervalSince1970))
        if json {
            Terminal.print(try JSONOutput.document(view))
        } else {
            for line in view.lines { Terminal.print(line) }
        }
    }
}

extension RabbitMQBrowser {
    /// The letter with an id.
    fileprivate func letter(_ prefix: LetterPrefix) async throws -> (BrowsedMessage, DeadLetter) {
        var search = LetterSearch([prefix])
        var found: (BrowsedMessage, DeadLetter)?
        try await visitDeadLetters { message, letter in
            search.note(letter.id)
            if prefix.matches(letter.id) { found = (message, letter) }
            return .keep
        }
        _ = try search.ids()
        guard let found else { throw CommandFailure("there is no dead letter \(prefix.digits)") }
        return found
    }
}
