import Bus
import DeadLetters
import DisplayText
import Progress
import TerminalOutput

extension Status {
    /// How to show the status.
    struct View: Sendable {
        /// Options that select the same broker.
        var again = ""
        /// Options that select the same broker and database.
        var againAtServers = ""
        var width = 80
        var hasColours = false
        /// The maximum number of listed sources; those in progress come first.
        var mostSources = Int.max
    }

    /// The status as lines within the width of the view; commands are never wrapped.
    func lines(_ view: View) -> [String] {
        let notes =
            troubles + (alarms ?? []).map { "RabbitMQ blocks publishing: \($0)" } + bulkPhases.map(\.sentence)
        let first = notes.flatMap { Format.wrapped($0.printable, view.width) }
        guard !sources.isEmpty || !stages.isEmpty || retired > 0 else {
            return first.isEmpty ? ["Nothing has been submitted yet."] : first
        }
        return first + (first.isEmpty ? [] : [""]) + sourceLines(view) + skippedLines(view)
            + retiredLines(view) + heldLines(view) + stageLines(view) + stuckLines(view) + letterLines(view)
    }

    private func sourceLines(_ view: View) -> [String] {
        var table = Table(["source", "progress", "records", "rate", "left", "rejected", "dead"], texts: [0, 1])
        let shown = shown(view)
        let hidden = sources.count - shown.count
        for (source, label) in shown { table.add(source.cells(label), styles: source.styles) }
        if sources.count > 1 {
            table.addRule()
            table.add(total.cells("all \(sources.count)" + (hidden > 0 ? ", \(hidden) not shown" : "")))
        }
        return table.lines(within: view.width, hasColours: view.hasColours)
    }

    private func skippedLines(_ view: View) -> [String] {
        let skipped = sources.reduce(0) { $0 + $1.skipped }
        guard skipped > 0 else { return [] }
        return Format.wrapped(
            "Skipped records of other kinds than their source: \(Format.count(skipped)).", view.width)
    }

    private func heldLines(_ view: View) -> [String] {
        sources.flatMap { source -> [String] in
            guard let line = source.heldFromLine else { return [] }
            let words = HeldLines.words(source.heldLines, from: line)
            return [""] + Format.wrapped("\(source.uri): \(words)".printable, view.width)
        }
    }

    private func retiredLines(_ view: View) -> [String] {
        guard retired > 0 else { return [] }
        return Format.wrapped(
            "Retired sources: \(Format.count(retired)). `etl sources list --only retired` shows them.", view.width)
    }

    /// The listed sources; complete ones fill the remaining room.
    private func shown(_ view: View) -> [(source: Source, label: String)] {
        let all = zip(sources, SourceLabel.labels(of: sources.map { ($0.uri, $0.kind) })).map {
            (source: $0, label: $1)
        }
        guard all.count > view.mostSources else { return all }
        let active = all.filter { $0.source.status != "complete" }.prefix(view.mostSources)
        let complete = all.filter { $0.source.status == "complete" }.suffix(view.mostSources - active.count)
        return Array(active) + complete
    }

    private func stageLines(_ view: View) -> [String] {
        guard !stages.isEmpty else { return [] }
        var table = Table(["stage", "ready", "unacked", "consumers", "batches", "blocked", "wait", "dead"])
        for stage in stages { table.add(stage.cells, styles: stage.styles) }
        let lines = [""] + table.lines(within: view.width, hasColours: view.hasColours)
        guard !hasManagement else { return lines }
        return lines
            + Format.wrapped("≈ is an estimate. --management URL shows the values marked –.", view.width)
    }

    /// The dead letters that keep sources incomplete, and the commands that show them.
    private func letterLines(_ view: View) -> [String] {
        var lines: [String] = []
        for source in sources {
            guard let id = source.deadLetters.first, let error = source.error else { continue }
            lines += [""] + Format.wrapped("\(source.uri): \(error)".printable, view.width)
            lines += ["See it: \(Executable.showLetter(id, view.again))"]
        }
        if let id = strayLetters.first {
            lines += [""] + Format.wrapped("Dead letter \(id) belongs to no source in the ledger.", view.width)
            lines += ["See it: \(Executable.showLetter(id, view.again))"]
        }
        return lines
    }
}

extension Status.BulkTable {
    /// What it means for whoever reads the table.
    fileprivate var sentence: String {
        guard !hasKey else { return "\(table) has its key, but not all indexes: `etl bulk finish` builds them." }
        let end = startedBy == "run" ? "the end of `etl run`, or `etl bulk finish`" : "`etl bulk finish`"
        return "\(table) is in its bulk phase since \(startedAt): it has no key, and may have rows twice until \(end)."
    }
}

extension Status.Source {
    fileprivate func cells(_ label: String) -> [String] {
        let percent = status == "complete" ? 100 : min(max(0, percent), 100)
        let left = status == "in progress" ? secondsLeft.map(Format.left) ?? "–" : status
        let rate = status == "complete" ? "" : recordsPerSecond.map(Format.rate) ?? "–"
        return [
            label, "\(Format.bar(percent, 8)) \(Format.right("\(percent)%", 4))", Format.count(records, within: 11),
            rate,
            left, Format.count(rejected, within: 9), Format.count(dead, within: 9),
        ]
    }

    fileprivate var styles: [Int: Table.Style] {
        var styles: [Int: Table.Style] = [:]
        if status == "complete" { (styles[1], styles[4]) = (.good, .good) }
        if status == "incomplete" || status == "stuck" { (styles[1], styles[4]) = (.bad, .bad) }
        if rejected > 0 { styles[5] = .caution }
        if dead > 0 { styles[6] = .bad }
        return styles
    }
}

extension Status.StageQueues {
    fileprivate var cells: [String] {
        let rate = batchesPerSecond.map { (rateIsEstimated ? "≈" : "") + Format.slowRate($0) } ?? "–"
        let wait = oldestSeconds.map(Format.age) ?? waitSecondsEstimate.map { $0 == 0 ? "0 s" : "≈\(Format.wait($0))" }
        return [
            stage, Format.count(ready, within: 7), unacked.map { Format.count($0, within: 7) } ?? "–",
            Format.count(consumers, within: 7), rate, blocked.map { $0 ? "yes" : "no" } ?? "–", wait ?? "–",
            Format.count(dead, within: 7),
        ]
    }

    fileprivate var styles: [Int: Table.Style] {
        var styles: [Int: Table.Style] = [:]
        if consumers == 0 { styles[3] = ready > 0 ? .bad : .caution }
        if blocked == true { styles[5] = .bad }
        if dead > 0 { styles[7] = .bad }
        return styles
    }
}
