import ArgumentParser
import DeadLetters
import DisplayText
import DurableFiles
import ETLModels
import SampleData
import SystemPackage
import TerminalOutput

struct SampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Generates synthetic exports in the layout of real ones.",
        discussion: "The same options generate the same bytes on every machine.")

    @Option(help: "Number of token transfers.")
    var transfers = 1_000_000

    @Option(help: "Number of tokens.")
    var tokens = 20_000

    @Option(help: "Random seed; another seed generates other data.")
    var seed: UInt64 = 1

    @Option(help: "Column layout: bigquery, ethereum-etl, or legacy (ethereum-etl before 2018-08).")
    var layout: SampleLayout = .bigquery

    @Option(
        help:
            "File format: csv, ndjson, parquet, or stream (items of both kinds in one file, as ethereum-etl streams them)."
    )
    var format: SampleFormat = .csv

    @Flag(help: "Omit invalid records, duplicates and conflicts.")
    var clean = false

    @Argument(help: "Directory to write the files to; created if missing.")
    var directory: String

    func validate() throws {
        if transfers < 0 || tokens < 0 { throw ValidationError("counts must not be negative") }
    }

    func run() throws {
        try Directories.make(FilePath(directory))
        let options = SampleOptions(
            transfers: transfers, tokens: tokens, seed: seed, layout: layout, format: format, badRecords: !clean,
            hostile: true)
        do throws(SampleError) {
            for file in try SampleGenerator.write(options, to: directory) {
                Terminal.print(
                    "\(file.path): \(Format.count(file.records)) records, \(Format.count(Int(file.bytes))) bytes")
            }
        } catch {
            throw CommandFailure(error.description)
        }
    }
}

extension SampleLayout: ExpressibleByArgument {}
extension SampleFormat: ExpressibleByArgument {}
