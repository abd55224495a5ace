import ETLModels
import Ledger
import Postgres

/// Rejects for a person, a line for each.
struct RejectView {
    /// The source of the last line, and how its texts are read; nil when this program does not know how.
    private var source = ""
    private var text: RejectText?

    mutating func line(_ reject: StoredReject, on connection: PostgresConnection) async throws -> String {
        if reject.source != source {
            source = reject.source
            text = nil
            if let id = SourceID(source), let known = try await SourceTable.rejectSource(id, on: connection) {
                text = try? RejectText(known)
            }
        }
        return Self.line(reject, text)
    }

    /// `FILE:17: not-a-number value “1e18”: …`
    static func line(_ reject: StoredReject, _ text: RejectText?) -> String {
        var words = [reject.reason]
        if let field = reject.field { words.append(field) }
        if let value = text?.value(of: reject.field, in: reject.raw, reason: reject.reason) {
            words.append("“\(String(value.prefix(80)))”")
        }
        let place = "\(reject.uri)\(text?.isMixed == true ? " (\(reject.kind))" : ""):\(reject.recordNumber)"
        return Format.printable("\(place): \(words.joined(separator: " ")): \(String(reject.raw.prefix(160)))")
    }
}
