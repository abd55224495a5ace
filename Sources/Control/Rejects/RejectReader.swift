import ETLModels
package import Ledger
package import Postgres

/// Reads rejects together with what their texts say, source by source.
package struct RejectReader {
    private let connection: PostgresConnection
    /// The source of the last reject, and how its texts are read; nil when this program does not know how.
    private var source = ""
    private var text: RejectText?

    package init(_ connection: PostgresConnection) {
        self.connection = connection
    }

    /// How the text of a reject is read; nil when this program does not know how.
    package mutating func text(of reject: StoredReject) async throws -> RejectText? {
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
