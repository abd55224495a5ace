import Foundation
import Subprocess
import SystemPackage

/// The exit code and the output of a program.
struct Outcome {
    /// Nil if a signal ended it.
    let exitCode: Int32?
    let output: String
    let errors: String

    var everything: String { output + errors }
}

/// The executables of this build, and other programs.
enum Programs {
    /// The executables lie next to the test bundle.
    static let directory = FilePath(FileManager.default.currentDirectoryPath)
        .pushing(FilePath(CommandLine.arguments[0])).removingLastComponent()

    static let stages = ["extractor", "transformer", "loader"]

    /// Runs a program to its end.
    static func run(
        _ program: FilePath, _ arguments: [String], environment: [String: String] = [:], in directory: FilePath = "/"
    ) async throws -> Outcome {
        let result = try await Subprocess.run(
            .path(program), arguments: Arguments(arguments), environment: own(environment),
            workingDirectory: directory, input: .none, output: .string(limit: 16 << 20), error: .string(limit: 16 << 20)
        )
        return Outcome(
            exitCode: code(result.terminationStatus), output: result.standardOutput,
            errors: result.standardError)
    }

    /// Runs a program, sends it `signal` once `moment` returns, and waits for its end.
    static func interrupt(
        _ program: FilePath, _ arguments: [String], with signal: Signal, environment: [String: String] = [:],
        log: FilePath, when moment: @escaping @Sendable () async throws -> Void
    ) async throws -> Outcome {
        let file = try FileDescriptor.open(
            log, .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: .ownerReadWrite)
        defer { try? file.close() }
        let result = try await Subprocess.run(
            .path(program), arguments: Arguments(arguments), environment: own(environment), input: .none,
            output: .fileDescriptor(file, closeAfterSpawningProcess: false),
            error: .fileDescriptor(file, closeAfterSpawningProcess: false)
        ) { execution in
            try await moment()
            try execution.send(signal: signal)
        }
        return Outcome(exitCode: code(result.terminationStatus), output: try Files.text(log), errors: "")
    }

    /// Our environment without the variables that locate servers, and with additional ones.
    private static func own(_ more: [String: String]) -> Environment {
        var changes: [Environment.Key: String?] = [:]
        for name in ["RABBITMQ_URL", "DATABASE_URL", "PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGPORT"] {
            changes[Environment.Key(stringLiteral: name)] = .some(nil)
        }
        for (name, value) in more { changes[Environment.Key(stringLiteral: name)] = value }
        return .inherit.updating(changes)
    }

    private static func code(_ status: TerminationStatus) -> Int32? {
        if case .exited(let code) = status { code } else { nil }
    }
}
