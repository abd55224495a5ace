import Foundation
import Subprocess
package import SystemPackage

/// The exit code and the output of a program.
package struct ProgramOutcome: Sendable {
    /// Nil if a signal ended it.
    package let exitCode: Int32?
    package let output: String
    package let errors: String

    package var everything: String { output + errors }
}

/// The executables of this build, and other programs.
package enum Programs {
    /// The executables lie next to the program that runs the scenarios.
    package static let directory = FilePath(
        FileManager.default.currentDirectoryPath
    ).pushing(FilePath(CommandLine.arguments[0])).removingLastComponent()

    /// Runs a program to its end.
    package static func run(
        _ program: FilePath, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> ProgramOutcome {
        let result = try await Subprocess.run(
            .path(program), arguments: Arguments(arguments), environment: self.environment(environment), input: .none,
            output: .string(limit: 16 << 20), error: .string(limit: 16 << 20))
        return outcome(result.terminationStatus, result.standardOutput, result.standardError)
    }

    /// Runs a program in PATH, or at a path, to its end.
    static func run(named name: String, _ arguments: [String]) async throws -> ProgramOutcome {
        let result = try await Subprocess.run(
            name.contains("/") ? .path(FilePath(name)) : .name(name), arguments: Arguments(arguments),
            environment: environment([:]), input: .none,
            output: .string(limit: 16 << 20), error: .string(limit: 16 << 20))
        return outcome(result.terminationStatus, result.standardOutput, result.standardError)
    }

    /// Our environment without the variables that locate servers, and with additional ones.
    static func environment(_ more: [String: String]) -> Environment {
        var changes: [Environment.Key: String?] = [:]
        for name in ["RABBITMQ_URL", "DATABASE_URL", "PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGPORT"] {
            changes[Environment.Key(stringLiteral: name)] = .some(nil)
        }
        for (name, value) in more { changes[Environment.Key(stringLiteral: name)] = value }
        return .inherit.updating(changes)
    }

    private static func outcome(_ status: TerminationStatus, _ output: String, _ errors: String) -> ProgramOutcome {
        let code: Int32? = if case .exited(let code) = status { code } else { nil }
        return ProgramOutcome(exitCode: code, output: output, errors: errors)
    }
}
