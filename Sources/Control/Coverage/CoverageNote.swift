import DisplayText

/// What limits a report.
enum CoverageNote: Sendable, Hashable {
    case tooManyRanges
    case notSearched
    case countTookTooLong(seconds: Int)
    case tooManyToCount
    case notCounted
    case daysNotCounted(seconds: Int)
    case withoutBlocks(batches: Int)
    case beyondDeclared(String)
    case bulkPhase
}

extension CoverageNote: CustomStringConvertible {
    var description: String {
        switch self {
        case .tooManyRanges:
            "The ledger's ranges of blocks are too many, or take too long to read. Gaps are those of the table."
        case .notSearched:
            "The search for blocks without records took too long. Gaps within files are unknown: choose fewer blocks with --from and --to."
        case .countTookTooLong(let seconds):
            "Counting took more than \(seconds) s. Numbers of records are estimates from a sample of the table: choose fewer blocks."
        case .tooManyToCount:
            "Numbers of records are estimates from a sample of the table: --from and --to count them, and the days."
        case .notCounted: "The records could not be counted in time: choose fewer blocks with --from and --to."
        case .daysNotCounted(let seconds): "Counting the days took more than \(seconds) s: choose fewer blocks."
        case .withoutBlocks(let batches):
            "The ledger has no blocks of \(Format.count(batches, "batch", "batches")): an earlier version loaded them, or no record has one. "
                + "Short gaps beside their blocks are unknown."
        case .bulkPhase:
            "The table has no key in its bulk phase, and may have records twice. Loaded blocks are those of the ledger; gaps within files and "
                + "numbers of records are unknown until `etl bulk finish`."
        case .beyondDeclared(let uri):
            "\(uri) has blocks outside of those that its name declares, so its name counts for nothing."
        }
    }
}
