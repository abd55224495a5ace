import ArgumentParser
import ETLModels
import Pipeline

/// Which files, and what they are.
struct SourceOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Exports: CSV or NDJSON, plain or compressed (gzip, zstd, bzip2, xz). Their content tells the kind.",
            discussion: """
                Files, directories, http:// and https:// URLs, - for standard input, or patterns in quotes: \
                'exports/**/token_transfers-*.csv.gz'. In directories, names that start with . or _, or end in .part, \
                .tmp or .crc, are left out.
                """))
    var files: [String]

    @OptionGroup var reading: ReadingOptions

    @Option(
        help: ArgumentHelp(
            "Directory in which standard input is kept for the extractors (ETL_SPOOL; spool in the state directory).",
            valueName: "directory"))
    var spool: String?

    var flags: [SettingKey: String?] { reading.flags.merging([.spool: spool]) { $1 } }
}

/// How many processes of each stage a run has.
struct StageCounts: Sendable, Hashable {
    let extractors: Int
    let transformers: Int
    let loaders: Int

    /// The programs with their numbers, in the order of the flow.
    var processes: [(program: String, number: Int)] {
        [("extractor", extractors), ("transformer", transformers), ("loader", loaders)].flatMap { program, count in
            (1...count).map { (program, $0) }
        }
    }
}
