import ETLModels
import Ledger
import Postgres

/// Parses the texts of rejects, source by source.
struct RejectReader {
    private let connection: PostgresConnection
    /// The source of the last reject, and the parser of its texts; nil for an unknown format.
    private var source = ""
    private var text: RejectText?

    init(_ connection: PostgresConnection) {
        self.connection = connection
    }

    /// The parser of the text of a reject; nil for an unknown format.
    mutating func text(of reject: StoredReject) async throws -> RejectText? {
        if reject.source != source {
            source = reject.source
            text = nil
            if let id = SourceID(source), let known = try await SourceTable.rejectSource(id, on: connection) {
                text = try? RejectText(known)
            }
        }
        return text
    }
}
