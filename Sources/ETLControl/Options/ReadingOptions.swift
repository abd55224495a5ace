import ArgumentParser
import ETLModels
import Pipeline

/// What is said of all files that are submitted together.
struct ReadingOptions: ParsableArguments {
    @Option(help: "The kind of all files: tokens or token_transfers.")
    var kind: String?

    @Option(help: "The columns of CSV files without a header, separated by commas.")
    var columns: String?

    @Option(help: "Records in a batch, for sources that are new (ETL_BATCH_RECORDS; 4000).")
    var batchRecords: Int?

    var flags: [SettingKey: String?] { [.batchRecords: batchRecords.map(String.init)] }

    func validate() throws {
        if let kind, RecordKind(name: kind) == nil {
            let names = RecordKind.allCases.map(\.name).joined(separator: ", ")
            throw ValidationError("--kind is “\(kind)”, but must be one of \(names)")
        }
        if let names = columnNames, names.contains("") || Set(names).count < names.count {
            throw ValidationError("--columns must name each column once: address,symbol,name")
        }
        if let batchRecords, !ExtractJob.batchSizes.contains(batchRecords) {
            throw ValidationError("--batch-records must be from 1 to \(ExtractJob.batchSizes.upperBound)")
        }
    }

    /// The names of the columns of files without a header.
    var columnNames: [String]? {
        columns?.split(separator: ",", omittingEmptySubsequences: false).map { String($0.drop { $0 == " " }) }
    }

    var recordKind: RecordKind? { kind.flatMap { RecordKind(name: $0) } }

    /// The options with what the settings say besides.
    func values(_ settings: Settings) throws(SettingsError) -> SourceReading {
        SourceReading(
            places: try settings.sourcePlaces(), kind: recordKind, columns: columnNames,
            batchRecords: try settings.integer(
                .batchRecords, default: ExtractJob.defaultBatchRecords, in: ExtractJob.batchSizes))
    }
}
