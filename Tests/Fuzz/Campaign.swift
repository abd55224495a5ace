import Foundation
import Subprocess
package import SystemPackage

/// Runs workers, one after another, and keeps the inputs that crash them.
package struct Campaign: Sendable {
    /// The findings, and the way to reproduce them.
    package struct Result: Sendable {
        /// The number of checked inputs.
        package fileprivate(set) var inputs = 0
        /// The number of inputs that were read to their end.
        package fileprivate(set) var read = 0
        /// The findings, each with the number and the file of its input.
        package fileprivate(set) var findings: [String] = []
    }

    /// The campaign stops testing a target after this number of findings.
    private static let most = 5

    private let program: FilePath
    private let folder: FilePath
    private let patience: Int

    /// - Parameters:
    ///   - program: the executable `fuzz`.
    ///   - folder: for the inputs of findings; the first finding creates it.
    ///   - patience: the time limit of an input in seconds.
    package init(program: FilePath, folder: FilePath, patience: Int = 20) {
        self.program = program
        self.folder = folder
        self.patience = patience
    }

    /// Runs a target on the inputs of a seed.
    ///
    /// - Parameters:
    ///   - seconds: the time limit; nil for none.
    ///   - first: the number of the first input.
    ///   - count: the number of inputs.
    package func run(
        _ target: any FuzzTarget.Type, seed: UInt64, seconds: Double? = nil, first: Int = 0, count: Int
    ) async throws -> Result {
        let end = ContinuousClock.now + .seconds(seconds ?? 0)
        let scratch = FilePath(FileManager.default.temporaryDirectory.path)
            .appending("token-etl-fuzz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: scratch.string, withIntermediateDirectories: true)
        // A worker that crashes leaves its files behind.
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
    /// - Returns: the cause of its crash; nil if it ended normally.
    private func work(_ arguments: [String], _ scratch: FilePath) async throws -> String? {
        let result = try await Subprocess.run(
            .path(program), arguments: Arguments(arguments + ["--patience", "\(patience)"]),
            // A backtrace takes longer than the input, and is not read.
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
