/// What is in the table before a file is loaded: a part of the file's rows, which are in the table `reference`.
enum OverlapCase: String, CaseIterable, Sendable {
    case fresh = "fresh"
    case allKnown = "all rows known"
    case firstHalfKnown = "first half known"
    case everySecondKnown = "every second row known"
    case fewKnown = "one row in 2,000 known"
    case lessKnown = "all known but time and block hash"

    /// The stored rows.
    var condition: String {
        switch self {
        case .fresh: "false"
        case .allKnown, .lessKnown: "true"
        case .firstHalfKnown: "2 * place <= (SELECT count(*) FROM reference)"
        case .everySecondKnown: "place % 2 = 0"
        case .fewKnown: "place % 2000 = 0"
        }
    }

    /// Stores the rows in the order of the chain.
    var store: String {
        let columns =
            self == .lessKnown
            ? Self.columns.replacing("block_timestamp, block_hash", with: "NULL, NULL") : Self.columns
        return "INSERT INTO token_transfers SELECT \(columns) FROM reference WHERE \(condition) ORDER BY place"
    }

    /// Keeps the rows of the table, each with its place.
    static let createReference = """
        CREATE UNLOGGED TABLE reference AS SELECT \(columns), row_number() OVER (ORDER BY block_number, log_index) AS place \
        FROM token_transfers
        """

    static let columns = """
        block_number, log_index, transaction_hash, token_address, from_address, to_address, value, block_timestamp, block_hash
        """
}
