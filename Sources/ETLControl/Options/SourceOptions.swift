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

    @Option(help: "The kind of all files: tokens or token_transfers.")
    var kind: String?

    @Option(help: "The columns of CSV files without a header, separated by commas.")
    var columns: String?

    @Option(
        help: ArgumentHelp(
            "Directory in which standard input is kept for the extractors (ETL_SPOOL; spool in the state directory).",
            valueName: "directory"))
    var spool: String?

    @Option(help: "Records in a batch, for sources that are new (ETL_BATCH_RECORDS; 4000).")
    var batchRecords: Int?

    var flags: [SettingKey: String?] { [.batchRecords: batchRecords.map(String.init), .spool: spool] }

    func validate() throws {
        if let kind, RecordKind(name: kind) == nil {
            let names = RecordKind.allCases.map(\.name).joined(separator: ", ")
            throw ValidationError("--kind is “\(kind)”, but must be one of \(names)")
        }
        if let batchRecords, !ExtractJob.batchSizes.contains(batchRecords) {
            throw ValidationError("--batch-records must be from 1 to \(ExtractJob.batchSizes.upperBound)")
        }
    }

    /// The names of the columns of files without a header.
    var columnNames: [String]? {
        columns?.split(separator: ",", omittingEmptySubsequences: false).map { String($0.drop { $0 == " " }) }
    }

    func recordKind() throws -> RecordKind? {
        kind.flatMap { RecordKind(name: $0) }
    }

    func batchRecords(_ settings: Settings) throws(SettingsError) -> Int {
        try settings.integer(.batchRecords, default: ExtractJob.defaultBatchRecords, in: ExtractJob.batchSizes)
    }
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
