import Subprocess
import SystemPackage

/// A program that runs to its end, with a lifeline of its own, as the user of a server.
struct Command: Sendable {
    var program: FilePath
    var arguments: [String]
    var environment: [String: String]
    var host = ServerHost.local
    var user: ServerUser?
    var directory: FilePath
    /// Removed if this process ends before the program.
    var removes: FilePath?

    /// The program's standard output, at most 4 MiB; throws if the program failed.
    func output() async throws(LocalServerError) -> String {
        guard Program.isExecutable(host.visible(program)) else {
            throw .launch(program: program.string, reason: "the program is missing or not executable")
        }
        let (lifeline, wrapperEnd) = try Lifeline.make(for: program.string)
        defer { lifeline.cut() }
        let result: ExecutionResult<Void, StringOutput<UTF8>, StringOutput<UTF8>>
        do {
            result = try await run(
                configuration, input: .fileDescriptor(wrapperEnd, closeAfterSpawningProcess: true),
                output: .string(limit: 4 << 20), error: .string(limit: 1 << 20))
        } catch {
            throw .launch(program: program.string, reason: "\(error)")
        }
        guard result.terminationStatus.isSuccess else {
            let said = [result.standardError, result.standardOutput].filter { !$0.isEmpty }.joined(separator: "\n")
            throw .command(
                program.lastComponent?.string ?? program.string, status: .init(result.terminationStatus), output: said)
        }
        return result.standardOutput
    }

    private var configuration: Configuration {
        let command = host.command([program.string] + arguments, as: user, in: directory)
        return Configuration(
            executable: .path("/bin/sh"),
            arguments: .init(
                Lifeline.wrapperArguments(around: command, ending: .init(graceSeconds: 2, removes: removes))),
            environment: .custom(Environment.keyed(environment)), workingDirectory: directory,
            platformOptions: .ownSession)
    }
}

extension Environment {
    static func keyed(_ values: [String: String]) -> [Key: String] {
        var keyed: [Key: String] = [:]
        for (name, value) in values {
            keyed[Key(stringLiteral: name)] = value
        }
        return keyed
    }
}
