import Following
import TerminalOutput

/// Prints what a comparison with a node has found.
enum VerificationView {
    /// Shows progress where somebody watches.
    @Sendable
    static func show(_ report: Verification.Report) {
        guard Terminal.isInteractive else { return }
        Terminal.complain("\(report.compared) blocks compared, \(report.differences.count) differ")
    }

    /// The blocks that differ, at most so many, and what to do.
    static func lines(_ report: Verification.Report, most: Int, node: String) -> [String] {
        guard let blocks = report.blocks else { return ["none of these blocks is final yet"] }
        var lines = report.differences.prefix(most).map { "block \($0.block): \(words($0))" }
        if report.differences.count > most { lines.append("and \(report.differences.count - most) more blocks") }
        let compared = "compared \(report.compared) blocks of \(blocks.lowerBound)-\(blocks.upperBound)"
        guard !report.differences.isEmpty else {
            return ["\(compared), with \(report.transfers) transfers: the database has the same"]
        }
        lines.append("\(compared), with \(report.transfers) transfers: \(report.differences.count) blocks differ")
        if report.differences.contains(where: { $0.missing > 0 }) {
            lines.append(
                "Load what is missing: \(Executable.invocation) follow \(node) submits ranges that the ledger lacks;")
            lines.append("of a range that it has, remove the source first: \(Executable.invocation) sources remove ID")
        }
        if report.differences.contains(where: { $0.extra > 0 || $0.changed > 0 }) {
            lines.append("Find where a row came from: \(Executable.invocation) origin BLOCK LOGINDEX")
        }
        return lines
    }

    /// Says which of the wanted blocks were not compared.
    ///
    /// - Parameters:
    ///   - last: the last block that was to be compared; nil for none.
    ///   - to: the last one that was asked for; nil for the final one.
    static func notFinal(behind last: UInt64?, to: UInt64?) -> String? {
        guard let last, let to, last < to else { return nil }
        return "blocks \(last + 1)-\(to) are not final yet, and were not compared"
    }

    private static func words(_ difference: BlockDifference) -> String {
        [
            (difference.missing, "missing"), (difference.extra, "not in the chain"),
            (difference.changed, "with other values"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}
