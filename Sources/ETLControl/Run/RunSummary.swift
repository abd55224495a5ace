import Ledger
import Pipeline

/// What became of every record of a run.
struct RunSummary: Sendable {
    struct Source: Sendable {
        let uri: String
        let kind: String?
        let sourceId: String?
        var records = 0
        var loaded = 0
        var duplicates = 0
        var rejected = 0
        var repaired = 0
        /// Records of other kinds that were passed over; no part of `records`.
        var skipped = 0
        var dead = 0
        /// Whether the batches of a complete source cover every byte of its file: what proves that no record was left out
        /// before it was counted.
        var coversFile = true
        /// `complete`, `incomplete` or `failed`.
        let status: String
        /// Why it is not complete.
        let error: String?
        /// The dead letters that keep it from being complete.
        var letters: [LetterID] = []
    }

    /// From submitting the files to the last commit, as the run has seen it; where a source is not complete, until nothing
    /// more was waited for.
    let elapsedSeconds: Double
    let sources: [Source]
    /// The directory with the stages' logs, where they are worth a look.
    let logs: String?

    /// Whether every record of every source is accounted for, and none is dead.
    var isClean: Bool { sources.allSatisfy { $0.status == "complete" && $0.addsUp } }

    /// The number of rejects of all sources.
    var rejected: Int { sources.reduce(0) { $0 + $1.rejected } }
}

extension RunSummary.Source {
    /// Whether every record is in exactly one place.
    var addsUp: Bool { loaded + duplicates + rejected + dead == records && coversFile }

    init(_ state: SourceState) {
        let progress = state.progress
        let error =
            switch state.phase {
            case .complete: nil as String?
            case .running, .dead: DeadLetter.summary(state) ?? "not finished"
            }
        self.init(
            uri: progress.uri, kind: progress.kind, sourceId: "\(progress.id)", records: state.records,
            loaded: progress.loaded, duplicates: progress.duplicates, rejected: progress.rejected,
            repaired: progress.repaired, skipped: progress.skipped, dead: state.deadRecords,
            coversFile: state.phase != .complete || progress.bytesDone == progress.bytes,
            status: state.phase == .complete ? "complete" : "incomplete", error: error,
            letters: state.deadLetters.map(\.id))
    }

    /// A file that could not even be submitted.
    init(failed file: String, error: String) {
        self.init(uri: file, kind: nil, sourceId: nil, status: "failed", error: error)
    }
}

extension RunSummary {
    /// The summary as a table, its sums, and whether they prove that nothing is missing. Where there are many sources, it
    /// lists those with something to look at; a file for scripts has them all.
    var lines: [String] {
        // Only streams have records of other kinds.
        let hasSkipped = sources.contains { $0.skipped > 0 }
        func counts(_ source: Source) -> [Int] { source.counts + (hasSkipped ? [source.skipped] : []) }
        let titles =
            ["records", "loaded", "duplicates", "rejected", "dead", "repaired"] + (hasSkipped ? ["skipped"] : [])
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
        let unfinished = sources.filter { $0.status != "complete" }
        guard unfinished.isEmpty else {
            let count = sources.count == 1 ? "The source is" : "\(unfinished.count) of \(sources.count) sources are"
            return "\(count) not complete, after \(time.dropFirst(3))."
        }
        guard sources.allSatisfy(\.addsUp) else { return "The counts do not add up: this is a defect of the program." }
        return "Every record is accounted for: loaded + duplicates + rejected + dead = records, \(time)."
    }
}

extension RunSummary.Source {
    fileprivate var needsALook: Bool { status != "complete" || rejected > 0 || dead > 0 }

    fileprivate var counts: [Int] { [records, loaded, duplicates, rejected, dead, repaired] }
}
