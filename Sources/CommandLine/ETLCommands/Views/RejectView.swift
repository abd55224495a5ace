import Bus
import DisplayText
import Ledger
import Rejects

/// Formats a reject as one line.
enum RejectView {
    /// `FILE:17: not-a-number value “1e18”: …`
    static func line(_ reject: StoredReject, _ text: RejectText?) -> String {
        var words = [reject.reason]
        if let field = reject.field { words.append(field) }
        if let value = text?.value(of: reject.field, in: reject.raw, reason: reject.reason) {
            words.append("“\(String(value.prefix(80)))”")
        }
        if let line = reject.line, let lines = reject.lines {
            words.append("(\(LineRange.words(line, count: lines)))")
        }
        let place = "\(reject.uri)\(text?.isMixed == true ? " (\(reject.kind))" : ""):\(reject.recordNumber)"
        return "\(place): \(words.joined(separator: " ")): \(String(reject.raw.prefix(160)))".printable
    }
}
