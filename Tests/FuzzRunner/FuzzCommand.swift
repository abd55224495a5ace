import ArgumentParser
import Foundation
import Fuzz
import SystemPackage

@main
struct FuzzCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz",
        abstract: "Feeds the readers of untrusted bytes what nobody would write, and tells what they do wrong.",
        discussion: """
            Every input is a function of the target, the seed and its number, and is read in a process of its own, which \
            may die of it. The inputs of findings are kept.
            """)

    @Option(name: .customLong("target"), help: "Run this one only; may be given several times.")
    var targets: [String] = []

    @Option(help: "What the random numbers start from; the same seed makes the same inputs.")
    var seed: UInt64?

    @Option(help: "How long to run, all targets together.")
    var seconds: Double?

    @Option(help: "How many inputs to run, for each target.")
    var count: Int?

    @Option(help: "The number of the first input.")
    var first = 0

    @Option(help: ArgumentHelp("Run this input only, in this very process.", valueName: "file"))
    var input: String?

    @Option(help: ArgumentHelp("Keep the inputs of findings here.", valueName: "directory"))
    var findings = ".build/fuzz"

    @Option(help: "The seconds that an input may take.")
    var patience = 20

    @Option(help: .hidden)
    var progress: String?

    @Option(help: .hidden)
    var read: String?

    @Option(help: .hidden)
    var readBatch: String?

    @Flag(help: "List the targets.")
    var list = false

    func run() async throws {
        if list {
            for target in Catalogue.all { print("\(target.name): \(target.summary)") }
            return
        }
        if let read { return print(try Reading(source: read)) }
        if let readBatch { return print(try Reading(batch: readBatch)) }
        let chosen = try targets.isEmpty ? Catalogue.all : targets.map { try Catalogue.target(named: $0) }
        if input != nil || progress != nil { return try work(chosen[0]) }
        try await campaign(chosen, seed: seed ?? UInt64.random(in: 1...999_999))
    }

    private func campaign(_ chosen: [any FuzzTarget.Type], seed: UInt64) async throws {
        let time = seconds.map { $0 / Double(chosen.count) } ?? (count == nil ? 60 : nil)
        let program = FilePath(FileManager.default.currentDirectoryPath).pushing(FilePath(CommandLine.arguments[0]))
        let campaign = Campaign(program: program, folder: FilePath(findings), patience: patience)
        print("seed \(seed)")
        var found = 0
        for target in chosen {
            let start = ContinuousClock.now
            let result = try await campaign.run(
                target, seed: seed, seconds: time, first: first, count: count ?? 1 << 40)
            let took = Int((ContinuousClock.now - start) / .seconds(1))
            let share = result.read * 100 / max(result.inputs, 1)
            print(
                "\(target.name): \(result.inputs) inputs in \(took) s, \(share) % of them read to their end, "
                    + "\(result.findings.count) findings")
            for finding in result.findings { print("  \(finding)") }
            fflush(nil)
            found += result.findings.count
        }
        if found > 0 { throw ExitCode(1) }
    }

    /// Checks inputs in this process.
    private func work(_ target: any FuzzTarget.Type) throws {
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        let worker = try Worker(target, seed: seed ?? 0, patience: patience)
        do {
            if let input {
                try worker.run([UInt8](try Data(contentsOf: URL(fileURLWithPath: input))))
                print("nothing found")
            } else if let progress {
                try worker.run(first..<first + (count ?? 0), until: deadline, progress: FilePath(progress))
            }
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            throw ExitCode(Worker.findingExitCode)
        }
    }
}
