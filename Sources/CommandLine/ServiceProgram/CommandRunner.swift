package import ArgumentParser
import DisplayText
import Foundation
import ServiceHost
import ServiceSettings
import SystemPackage

/// Runs a command-line program and maps its result to a message and an exit code. The codes are 0 for success, 1 for a
/// failure, and 2 for wrong usage.
package enum CommandRunner {
    /// Runs the program whose root command this is, and ends the process.
    ///
    /// Call it from `main` on the main actor, before the process has a second thread.
    ///
    /// - Parameter handlesBatches: whether the program keeps the memory of batches for later ones.
    @MainActor
    package static func run(_ command: (some ParsableCommand).Type, handlesBatches: Bool = true) async -> Never {
        // A second thread would immediately get its own heap.
        handlesBatches ? HeapPolicy.reuseBlocks() : HeapPolicy.returnBlocks()
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
            if !ending.message.isEmpty { _ = try? stream.writeAll("\(ending.message.printableLines)\n".utf8) }
            exit(ending.code)
        }
    }

    /// Prints a line at once, also into a file or a pipe.
    package static func say(_ line: String) {
        _ = try? FileDescriptor.standardOutput.writeAll("\(line.printable)\n".utf8)
    }

    /// The message and the exit code.
    static func ending(of command: (some ParsableCommand).Type, by error: any Error) -> (message: String, code: Int32) {
        let name = command.configuration.commandName ?? "\(command)"
        if let error = error as? SettingsError {
            return ("\(name): \(error)\nSee '\(name) --help' for the settings.", 2)
        }
        if error is LoggedFailure { return ("", ExitCode.failure.rawValue) }
        let code = command.exitCode(for: error).rawValue
        // The parser's own errors and exits: wrong options, --help.
        if code != ExitCode.failure.rawValue || error is ExitCode {
            return (command.fullMessage(for: error), code == ExitCode.validationFailure.rawValue ? 2 : code)
        }
        return ("\(name): \(command.message(for: error))", code)
    }
}
