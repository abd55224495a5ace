import Foundation
import Subprocess
package import SystemPackage

/// Runs workers, one after the other, and keeps the inputs that they die of.
package struct Campaign: Sendable {
    /// What was found, and how to see it again.
    package struct Result: Sendable {
        /// The inputs that were checked.
        package fileprivate(set) var inputs = 0
        /// Those of them that were read to their end.
        package fileprivate(set) var read = 0
        /// What was found, each with its input's number and file.
        package fileprivate(set) var findings: [String] = []
    }

    /// After that many findings a target is left alone.
    private static let most = 5

    private let program: FilePath
    private let folder: FilePath
    private let patience: Int

    /// - Parameters:
    ///   - program: the executable `fuzz`.
    ///   - folder: for the inputs of findings; it is made when there are any.
    ///   - patience: the seconds that an input may take.
    package init(program: FilePath, folder: FilePath, patience: Int = 20) {
        self.program = program
        self.folder = folder
        self.patience = patience
    }

    /// Feeds a target the inputs of a seed.
    ///
    /// - Parameters:
    ///   - seconds: how long; nil for as long as it takes.
    ///   - first: the number of the first input.
    ///   - count: the number of inputs.
    package func run(
        _ target: any FuzzTarget.Type, seed: UInt64, seconds: Double? = nil, first: Int = 0, count: Int
    ) async throws -> Result {
        let end = ContinuousClock.now + .seconds(seconds ?? 0)
        let scratch = FilePath(FileManager.default.temporaryDirectory.path)
            .appending("token-etl-fuzz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: scratch.string, withIntermediateDirectories: true)
        // A worker that dies leaves its files behind.
        defer { try? FileManager.default.removeItem(atPath: scratch.string) }
        let progress = scratch.appending("progress")
        var result = Result()
        var number = first
        while number < first + count, result.findings.count < Self.most, seconds == nil || .now < end {
            let rest = seconds.map { _ in ["--seconds", "\((end - .now) / .seconds(1))"] } ?? []
            let outcome = try await work(
                ["--target", target.name, "--seed", "\(seed)", "--first", "\(number)", "--progress", progress.string]
                    + ["--count", "\(first + count - number)"] + rest, scratch)
            let (reached, read) = try Self.numbers(in: progress)
            result.inputs += reached - number
            result.read += read
            guard let problem = outcome else { break }
            result.inputs += 1
            result.findings.append(try keep(target, seed, reached, problem))
            number = reached + 1
        }
        return result
    }

    private static func numbers(in progress: FilePath) throws -> (reached: Int, read: Int) {
        let text = try? String(contentsOfFile: progress.string, encoding: .utf8)
        let numbers = text?.split(separator: "\n").first?.split(separator: " ").compactMap { Int($0) } ?? []
        guard numbers.count == 2 else { throw Finding("the worker ended before its first input") }
        return (numbers[0], numbers[1])
    }

    /// Runs a worker.
    ///
    /// - Returns: what it died of; nil when it came to its end.
    private func work(_ arguments: [String], _ scratch: FilePath) async throws -> String? {
        let result = try await Subprocess.run(
            .path(program), arguments: Arguments(arguments + ["--patience", "\(patience)"]),
            // Writing the stack down takes longer than the input, and nobody reads it.
            environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no", "TMPDIR": scratch.string]),
            output: .discarded, error: .string(limit: 1 << 20))
        let words = result.standardError.split(separator: "\n").suffix(3).joined(separator: " | ")
        switch result.terminationStatus {
        case .exited(0): return nil
        case .exited(Worker.findingExitCode): return words
        case .exited(let code): throw Finding("the worker ended with \(code): \(words)")
        case .signaled(let signal) where signal == SIGALRM: return "it takes longer than \(patience) s"
        case .signaled(let signal): return "signal \(signal): \(words)"
        }
    }

    private func keep(
        _ target: any FuzzTarget.Type, _ seed: UInt64, _ number: Int, _ problem: String
    ) throws -> String {
        let file = folder.appending("\(target.name)-\(seed)-\(number)")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        let input = try target.init(Corpus()).input(number, seed: seed)
        try Data(input).write(to: URL(fileURLWithPath: file.string))
        return "\(target.name), seed \(seed), input \(number): \(problem)\n"
            + "    again: \(program) --target \(target.name) --input \(file)"
    }
}
