import Coverage
import DisplayText
import TerminalOutput

extension CoverageReport {
    /// How to show the report.
    struct View: Sendable {
        var width = 80
        /// The most rows of each table.
        var most = Int.max
    }

    /// The report as lines within the width of the view.
    func lines(_ view: View) -> [String] {
        let parts = [
            Format.wrapped(summary, view.width), picture(within: view.width), rangeLines(view), sparseLines(view),
            sourceLines(view), notes.flatMap { Format.wrapped("Note: \($0)".printable, view.width) },
        ]
        return Array(parts.filter { !$0.isEmpty }.joined(separator: [""]))
    }

    private var summary: String {
        guard let from, let to else { return "No blocks of \(kind) are known.\(blockless)" }
        let about = recordsAreEstimated ? "about " : ""
        let counted = density.isEmpty ? "" : "\(about)\(Format.count(records, "record", "records")) in "
        var text = "\(kind): \(counted)blocks \(BlockText.range(from, to))."
        if let newestBlock {
            text += " Newest block: \(Format.count(Int(newestBlock)))\(newestBlockAt.map { ", \($0)" } ?? "")."
        } else {
            text += " No block is loaded."
        }
        return text + blockless
    }

    private var blockless: String {
        guard let recordsWithoutBlock, recordsWithoutBlock > 0 else { return "" }
        return " Records without a block: \(Format.count(recordsWithoutBlock))."
    }

    /// The ranges in the order of their blocks; if they are too many, only the longest gaps.
    private func rangeLines(_ view: View) -> [String] {
        var rows = gaps.map { (from: $0.from, to: $0.to, state: "gap", note: note(of: $0)) }
        let all = rows.count + loaded.count + scanned.count
        if all <= view.most {
            rows += loaded.map { (from: $0.from, to: $0.to, state: "loaded", note: "") }
            rows += scanned.map { (from: $0.from, to: $0.to, state: "scanned", note: "") }
        } else {
            let longest = rows.sorted { BlockText.length($0.from, $0.to) > BlockText.length($1.from, $1.to) }
            rows = Array(longest.prefix(view.most))
        }
        guard all > 0 else { return [] }
        var table = Table(["blocks", "state", "number", ""], texts: [0, 1, 3])
        for row in rows.sorted(by: { $0.from < $1.from }) {
            let number = row.to.map { Format.count(Int(BlockText.length(row.from, $0))) } ?? "open"
            table.add([BlockText.range(row.from, row.to), row.state, number, row.note])
        }
        let hidden = all - rows.count
        return table.lines(within: view.width).map { $0.trimmedEnd }
            + (hidden > 0 ? ["The longest gaps; \(Format.count(hidden)) more ranges are in --json."] : [])
    }

    private func note(of gap: Gap) -> String {
        func names(_ ids: [String]) -> String {
            let found = labels.filter { ids.contains($0.id) }.map(\.label)
            return found.prefix(2).joined(separator: ", ") + (found.count > 2 ? ", …" : "")
        }
        if !gap.declaredBy.isEmpty { return "declared by \(names(gap.declaredBy))" }
        return gap.within.isEmpty ? "" : "within \(names(gap.within))"
    }

    private func sparseLines(_ view: View) -> [String] {
        let rows =
            sparseBlocks.map { ("blocks \(BlockText.range($0.from, $0.to))", $0.records, $0.expected) }
            + (sparseDays ?? []).map { ($0.day, $0.records, $0.expected) }
        guard !rows.isEmpty else { return [] }
        var table = Table(["few records", "records", "expected"])
        for (name, records, expected) in rows.prefix(view.most) {
            table.add([name, Format.count(records), Format.count(expected)])
        }
        let hidden = rows.count - view.most
        return table.lines(within: view.width) + (hidden > 0 ? ["\(Format.count(hidden)) more are in --json."] : [])
    }

    private func sourceLines(_ view: View) -> [String] {
        guard !sources.isEmpty else { return [] }
        // Columns that say nothing would take the room of names.
        let (isDeclared, isOpen) = (
            sources.contains { $0.declaredFrom != nil }, sources.contains { $0.state != "complete" }
        )
        func row(_ name: String, _ state: String, _ declared: String, _ others: [String]) -> [String] {
            [name] + (isOpen ? [state] : []) + (isDeclared ? [declared] : []) + others
        }
        let header = row("source", "state", "declared", ["reached", "stored"])
        var table = Table(header, texts: Set(0..<header.count - 1))
        for (source, label) in zip(sources, labels).suffix(view.most) {
            let declared = BlockText.bounds(source.declaredFrom, source.declaredTo)
            let reached = BlockText.bounds(source.leastBlock, source.greatestBlock)
            table.add(row(label.label, source.state, declared, [reached, Format.count(source.stored)]))
        }
        let hidden = sources.count - view.most
        return table.lines(within: view.width)
            + (hidden > 0 ? ["The last sources; \(Format.count(hidden)) more are in --json."] : [])
    }

    private var labels: [(id: String, label: String)] {
        zip(sources, SourceLabel.labels(of: sources.map { ($0.uri, nil) })).map { ($0.sourceId, $1) }
    }
}

/// Ranges of blocks as texts.
enum BlockText {
    /// `16,000,000 – 16,099,999`, or `16,100,000 – …`
    static func range(_ from: Int64, _ to: Int64?) -> String {
        "\(Format.count(Int(from))) – \(to.map { Format.count(Int($0)) } ?? "…")"
    }

    /// The same, or `–` if it is unknown.
    static func bounds(_ from: Int64?, _ to: Int64?) -> String {
        from.map { range($0, to) } ?? "–"
    }

    static func length(_ from: Int64, _ to: Int64?) -> Int64 {
        guard let to else { return .max }
        return to == .max ? .max : to - from + 1
    }
}

extension String {
    /// The text without blanks at its end.
    fileprivate var trimmedEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
