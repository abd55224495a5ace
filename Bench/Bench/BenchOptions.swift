import ArgumentParser
import SystemPackage

/// The options of both commands.
struct BenchOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where results, logs and generated files go.", valueName: "directory"))
    var directory = ".build/bench"

    @Option(help: "How often everything is measured; figures are medians.")
    var rounds = 3

    func validate() throws {
        guard (1...100).contains(rounds) else { throw ValidationError("--rounds must be from 1 to 100") }
    }
}
