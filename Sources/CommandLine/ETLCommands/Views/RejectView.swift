import Bus
import DisplayText
import Ledger
import Rejects
import TerminalOutput

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

    /// Groups of rejects as a table, each with an example.
    ///
    /// - Parameter now: the time that ages are relative to, in seconds since 1970.
    static func lines(of groups: [RejectGroup], at now: Int, within width: Int) -> [String] {
        var table = Table(["reason", "field", "rejects", "files", "newest", "for example"], texts: [0, 1, 5])
        for group in groups {
            let example = group.example
            table.add([
                group.reason, group.field ?? "", Format.count(group.count), Format.count(group.sources),
                group.newestAt.map { Format.age(now - $0) } ?? "?",
                "\(example.uri):\(example.recordNumber): \(String(example.raw.prefix(80)))",
            ])
        }
        return table.lines(within: width)
    }

    /// The numbers of rejects of files as a table.
    ///
    /// - Parameter now: the time that ages are relative to, in seconds since 1970.
    static func lines(of sources: [SourceRejects], at now: Int, within width: Int) -> [String] {
        var table = Table(["file", "kind", "rejects", "newest"], texts: [0, 1])
        for source in sources {
            table.add([
                source.uri, source.kind, Format.count(source.count),
                source.newestAt.map { Format.age(now - $0) } ?? "?",
            ])
        }
        return table.lines(within: width)
    }
}
