import DisplayText
import ETLModels
import Ledger
import Submission

extension RemovalForecast {
    /// The plan as lines.
    package var lines: [String] {
        let source = "\(plan.uri.printable) (\(plan.removal.kind.name), \(plan.removal.id))"
        return ["\(plan.isBegun ? "Goes on with the removal of" : "Removes") \(source):"]
            + (goes + reads + stays).map { "- \($0)" }
    }

    private var goes: [String] {
        let rows = plan.rows.map { Format.count($0, "row goes", "rows go") } ?? "the rest of its rows goes"
        var lines = ["\(rows), and \(Format.count(plan.batches, "batch", "batches")) of the ledger with the rejects"]
        if plan.replaced > 0 {
            lines.append(
                "\(Format.count(plan.replaced, "row", "rows")) of others whose place it took come back from their files"
            )
        }
        return lines
    }

    private var reads: [String] {
        guard !plan.reloads.isEmpty else { return ["no other source is read again"] }
        let batches = plan.reloads.reduce(0) { $0 + $1.batches }
        let count = Format.count(plan.reloads.count, "source is", "sources are")
        var lines = ["\(count) read again, and at most \(Format.count(batches, "batch", "batches")) loaded again:"]
        lines += plan.reloads.prefix(20).map { "  \($0.uri.printable) (\($0.id))" }
        if plan.reloads.count > 20 { lines.append("  and \(Format.count(plan.reloads.count - 20)) more") }
        return lines
    }

    /// What cannot be undone.
    private var stays: [String] {
        var lines: [String] = []
        if plan.completed > 0 {
            lines.append(
                "at most \(Format.count(plan.completed, "row", "rows")) of others keep the values with which it completed them"
            )
        }
        if plan.losesRows {
            lines.append(
                "LOST: rows that it took from \(Format.count(plan.earlierBatches, "batch", "batches")) of an earlier version do not come back"
            )
        }
        for failure in unreadable {
            lines.append("LOST: what \(failure.shownPlace.printable) has in common with it: \(failure.error.printable)")
        }
        return lines
    }
}
