import ArgumentParser
import Bus
import ServiceSettings
import Submission

/// Options that apply to all files of one submission.
struct ReadingOptions: ParsableArguments {
    @OptionGroup var content: ContentOptions

    @Option(help: "Records per batch of new sources (ETL_BATCH_RECORDS; default: 4000).")
    var batchRecords: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds to wait for the beginning of each link (ETL_SOURCE_TIMEOUT; default: 30).", valueName: "seconds"))
    var timeout: Int?

    @Option(
        help: ArgumentHelp(
            "What becomes of a stored row that the file contradicts: keep it, or replace it.",
            valueName: "keep|replace"))
    var onConflict = Contradiction.keep

    /// What becomes of a stored row that contradicts a file.
    enum Contradiction: String, ExpressibleByArgument, CaseIterable {
        case keep, replace
    }

    var flags: [SettingKey: String?] {
        [.batchRecords: batchRecords.map(String.init), .sourceTimeout: timeout.map(String.init)]
    }

    func validate() throws {
        if let batchRecords, !ExtractJob.batchSizes.contains(batchRecords) {
            throw ValidationError("--batch-records must be from 1 to \(ExtractJob.batchSizes.upperBound)")
        }
    }

    /// The options combined with the settings.
    func values(_ settings: Settings) throws(SettingsError) -> SubmissionOptions {
        try SubmissionOptions(
            places: try settings.sourcePlaces(), kind: content.recordKind, naming: content.naming, settings: settings,
            replaces: onConflict == .replace, verification: try settings.rangeVerification())
    }
}
