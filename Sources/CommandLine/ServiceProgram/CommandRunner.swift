package import ArgumentParser
import Foundation
import Runtime
import ServiceSettings
import SystemPackage

/// Runs a command-line program and turns how it ended into words and one of the three exit codes: 0 when it went well,
/// 1 when something failed, 2 for wrong usage.
package enum CommandRunner {
    /// Runs the program whose root command this is, and ends the process.
    ///
    /// To be called from a `main` on the main actor: on the first thread, and before there is another.
    @MainActor
    package static func run(_ command: (some ParsableCommand).Type) async -> Never {
        // A second thread would get a heap of its own at once.
        HeapPolicy.reuseBlocks()
        do {
            var parsed = try command.parseAsRoot()
            if var asynchronous = parsed as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try parsed.run()
            }
            exit(0)
        } catch {
            let ending = ending(of: command, by: error)
            let stream = ending.code == 0 ? FileDescriptor.standardOutput : .standardError
            if !ending.message.isEmpty { _ = try? stream.writeAll("\(ending.message)\n".utf8) }
            exit(ending.code)
        }
    }

    /// What to say, and the exit code.
    static func ending(of command: (some ParsableCommand).Type, by error: any Error) -> (message: String, code: Int32) {
        let name = command.configuration.commandName ?? "\(command)"
        if let error = error as? SettingsError {
            return ("\(name): \(error)\nSee '\(name) --help' for the settings.", 2)
        }
        if error is LoggedFailure { return ("", ExitCode.failure.rawValue) }
        let code = command.exitCode(for: error).rawValue
        // The parser's own errors and endings: wrong options, --help.
        if code != ExitCode.failure.rawValue || error is ExitCode {
            return (command.fullMessage(for: error), code == ExitCode.validationFailure.rawValue ? 2 : code)
        }
        return ("\(name): \(command.message(for: error))", code)
    }
}
