import Bus
import DeadLetters
import DisplayText
import Runs
import TerminalOutput

extension RunSummary {
    /// The summary as a table with totals and a verdict. Of many sources, it lists only those with problems; the JSON
    /// file has all of them.
    var lines: [String] {
        // Only streams contain records of other kinds, and few files correct others.
        let rare: [(title: String, count: KeyPath<Source, Int>)] = [
            ("completed", \.completed), ("replaced", \.replaced), ("skipped", \.skipped),
        ]
        let extra = rare.filter { column in sources.contains { $0[keyPath: column.count] > 0 } }
        func counts(_ source: Source) -> [Int] { source.counts + extra.map { source[keyPath: $0.count] } }
        let titles = ["records", "loaded", "duplicates", "rejected", "dead", "repaired"] + extra.map(\.title)
        var table = Table(["source"] + titles)
        let all = zip(sources, SourceLabel.labels(of: sources.map { ($0.uri, $0.kind) }))
        let isLong = sources.count > Self.mostLines
        let shown = isLong ? Array(all.lazy.filter { $0.0.needsALook }.prefix(Self.mostLines)) : Array(all)
        for (source, label) in shown { table.add([label] + counts(source).map(Format.count)) }
        if isLong { table.add(["… \(sources.count - shown.count) more"] + titles.map { _ in "" }) }
        if sources.count > 1 {
            table.addRule()
            let none = [Int](repeating: 0, count: titles.count)
            let sums = sources.reduce(none) { zip($0, counts($1)).map(+) }
            table.add(["\(sources.count) sources"] + sums.map(Format.count))
        }
        return table.lines() + ["", verdict]
    }

    private static let mostLines = 50

    private var verdict: String {
        let time = "in \(Format.decimal(elapsedSeconds, 1)) s"
        let unfinished = sources.filter { $0.status != "complete" && $0.status != "retired" }
        guard unfinished.isEmpty else {
            let some = "\(unfinished.count) of \(sources.count) sources \(unfinished.count == 1 ? "is" : "are")"
            let count = sources.count == 1 ? "The source is" : some
            return "\(count) not complete after \(time.dropFirst(3))."
        }
        guard sources.allSatisfy({ $0.addsUp || $0.status == "retired" }) else {
            return "The counts do not add up: this is a bug in token-etl."
        }
        let held = sources.count { $0.heldLines > 0 }
        guard held == 0 else {
            return "\(Format.count(held, "source holds", "sources hold")) records that are not loaded."
        }
        let retired = sources.count { $0.status == "retired" }
        let without = retired > 0 ? " Retired during the run: \(retired)." : ""
        return "Every record is accounted for: loaded + duplicates + rejected + dead = records, \(time)." + without
    }
}

extension RunSummary.Source {
    fileprivate var needsALook: Bool { status != "complete" || rejected > 0 || dead > 0 || heldLines > 0 }

    fileprivate var counts: [Int] { [records, loaded, duplicates, rejected, dead, repaired] }
}
