import ArgumentParser
import Chaos
import Foundation
import SystemPackage

@main
struct ChaosCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract: "Brings faults about while sources are loading, and shows that nothing is lost and nothing doubled.",
        discussion: "Starts private servers and the programs of its own build directory; needs python3 and psql.")

    @Option(name: .customLong("scenario"), help: "Run this one only; may be given several times.")
    var scenarios: [String] = []

    @Option(help: "What the random numbers start from; the same seed strikes in the same way.")
    var seed: UInt64?

    @Option(help: ArgumentHelp("Write the results to this file as JSON.", valueName: "file"))
    var json: String?

    @Flag(help: "Run the quick selection only.")
    var quick = false

    @Flag(help: "Load files that overlap, complete and correct each other.")
    var overlap = false

    @Flag(help: "Load transfers in a bulk phase, without their key.")
    var bulk = false

    @Flag(help: "List the scenarios.")
    var list = false

    func run() async throws {
        if list {
            for scenario in Catalogue.all { print("\(scenario.name): \(scenario.summary)") }
            return
        }
        let chosen = try Catalogue.named(scenarios).filter { !quick || $0.isQuick }
        if chosen.contains(where: { $0.setup.network != nil }) { PrivateNetwork.enter() }
        let seed = seed ?? UInt64.random(in: 1...999_999)
        let folder = try Self.folder()
        print("seed \(seed), logs in \(folder)\n\n\(Report.head)")
        let runner = ScenarioRunner(folder: folder, seed: seed, overlaps: overlap, isBulk: bulk)
        var results: [ScenarioResult] = []
        for scenario in chosen {
            let result = await runner.run(scenario)
            results.append(result)
            print(Report.lines(result))
            fflush(nil)
            if let json { try Report.write(results, to: FilePath(json)) }
        }
        let failed = results.filter { !$0.isAsItShouldBe }
        let skipped = results.count { $0.skipped != nil }
        print(
            "\n\(results.count - failed.count - skipped) of \(results.count) scenarios are as they should be"
                + (skipped > 0 ? ", \(skipped) skipped" : ""))
        if failed.isEmpty { try FileManager.default.removeItem(atPath: folder.string) } else { throw ExitCode(1) }
    }

    /// A new folder for samples and logs.
    private static func folder() throws -> FilePath {
        let parent = FilePath(FileManager.default.temporaryDirectory.path)
        let folder = parent.appending("token-etl-chaos-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        return folder
    }
}
