import ArgumentParser
import Formats
import Foundation
import LocalServers
import Pipeline
import Postgres
import RabbitMQ

/// Runs a command and turns how it ended into words and one of the three exit codes.
enum CommandMain {
    static func run(_ command: ETLControl.Type) async {
        do {
            var parsed = try command.parseAsRoot()
            if var asynchronous = parsed as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try parsed.run()
            }
        } catch let error as SettingsError {
            Terminal.complain(error.description)
            exit(2)
        } catch let error as any KnownFailure {
            Terminal.complain(error.description)
            exit(1)
        } catch {
            // Wrong options, --help: the parser knows what to say. It has exit codes of its own for wrong usage.
            let code = command.exitCode(for: error).rawValue
            let message = command.fullMessage(for: error)
            if !message.isEmpty { Terminal.write(message + "\n", to: code == 0 ? 1 : 2) }
            exit(code == ExitCode.validationFailure.rawValue ? 2 : code)
        }
    }
}

/// An error whose description is all that a person needs.
protocol KnownFailure: Error, CustomStringConvertible {}

extension LocalServerError: KnownFailure {}
extension PostgresError: KnownFailure {}
extension RabbitMQError: KnownFailure {}
extension SourceError: KnownFailure {}

/// Something that a command could not do.
struct CommandFailure: KnownFailure {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
