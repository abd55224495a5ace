import Bus
import DeadLetters
import DisplayText
import Downloads
import ETLModels
import Ledger
import Progress
import TerminalOutput

/// Shows the progress of a run: redrawn bars on a terminal, plain lines elsewhere.
struct ProgressView {
    private let isInteractive: Bool
    /// Of text as it is.
    private let write: (String) -> Void
    private var meters: [SourceID: RateMeter] = [:]
    /// The rate of all sources together, when they are too many for separate lines.
    private var total = RateMeter()
    private var labels: (uris: [String], labels: [String]) = ([], [])
    /// The width of the names before the bars.
    private static let nameWidth = 24
    private var drawnLines = 0
    private var complaints = 0
    private var lastPlain: ContinuousClock.Instant?
    private var announced: Set<SourceID> = []
    /// The maximum number of bars; further sources are only counted.
    private static let maximumBars = 12
    /// The maximum number of sources with separate plain lines.
    private static let maximumPlainSources = 50

    init(isInteractive: Bool, write: @escaping (String) -> Void = { Terminal.write($0) }) {
        self.isInteractive = isInteractive
        self.write = write
    }

    mutating func show(_ sources: [SourceState], at now: ContinuousClock.Instant, width: Int) {
        let uris = sources.map(\.progress.uri)
        if uris != labels.uris {
            labels = (uris, SourceLabel.labels(of: sources.map { ($0.progress.uri, $0.progress.kind) }))
        }
        let labelled = zip(sources, labels.labels).map { (source: $0, label: $1) }
        if isInteractive {
            redraw(labelled, width, now)
        } else if sources.count <= Self.maximumPlainSources {
            printPlain(labelled, now)
        } else {
            printTotal(labelled, now)
        }
    }

    /// A line is printed below: the next bars are drawn behind it.
    mutating func passLine() { drawnLines = 0 }

    /// Records the progress of a source that is shown.
    private mutating func measure(_ source: SourceState, at now: ContinuousClock.Instant) {
        meters[source.progress.id, default: RateMeter()].note(source.records, fraction: source.fraction, at: now)
    }

    private typealias LabelledSource = (source: SourceState, label: String)

    // MARK: On a terminal

    private mutating func redraw(_ sources: [LabelledSource], _ width: Int, _ now: ContinuousClock.Instant) {
        let active = sources.filter { $0.source.phase == .running }
        let ended = sources.filter { $0.source.phase != .running }
        let shown = (ended.suffix(max(0, Self.maximumBars - active.count)) + active).prefix(Self.maximumBars)
        for (source, _) in shown { measure(source, at: now) }
        for (source, _) in ended { meters[source.progress.id] = nil }
        let names = Format.distinct(shown.map { $0.label }, Self.nameWidth)
        var lines = zip(shown, names).map { bar($0.source, $1, width) }
        if shown.count < sources.count {
            lines.append("… \(sources.count - shown.count) more, \(ended.count) of \(sources.count) done")
        }
        // An error was printed below the bars: leave them, and draw new ones.
        if Terminal.complaints != complaints { drawnLines = 0 }
        complaints = Terminal.complaints
        // Moves up to the first bar, and clears from there.
        let up = drawnLines > 0 ? "\u{1B}[\(drawnLines)F\u{1B}[J" : ""
        write(up + lines.map { $0.printable + "\n" }.joined())
        drawnLines = lines.count
    }

    private func bar(_ source: SourceState, _ name: String, _ width: Int) -> String {
        let name = Format.left(name, Self.nameWidth)
        let percent = Format.right("\(Int(source.fraction * 100))%", 4)
        let cells = max(5, min(30, width - 78))
        let bar = Format.bar(Int(source.fraction * 100), cells)
        let records = Format.right(Format.count(source.records), 12)
        // A wrapped line would count as two when moving up.
        return Format.head("\(name) \(bar) \(percent) \(records) records \(pace(source))", max(10, width - 1))
    }

    private func pace(_ source: SourceState) -> String {
        switch source.phase {
        case .complete: return "done"
        case .dead: return "incomplete"
        case .retired: return "retired"
        case .running:
            guard let meter = meters[source.progress.id], let rate = meter.rate else { return "starting" }
            let left = meter.secondsLeft.map { ", \(Format.time($0)) left" } ?? ""
            return Format.rate(rate) + left
        }
    }

    // MARK: Elsewhere

    /// Prints a line per source every five seconds, and one when it ends.
    private mutating func printPlain(_ sources: [LabelledSource], _ now: ContinuousClock.Instant) {
        let isDue = lastPlain.map { now - $0 >= .seconds(5) } ?? true
        if isDue { lastPlain = now }
        for (source, label) in sources {
            measure(source, at: now)
            let hasEnded = source.phase != .running
            guard hasEnded ? announced.insert(source.progress.id).inserted : isDue else { continue }
            let percent = Int(source.fraction * 100)
            let records = Format.count(source.records, "record", "records")
            write("\(label): \(percent)%, \(records), \(pace(source))".printable + "\n")
        }
    }

    /// Prints a line for all sources every five seconds, and one for each that ends incomplete.
    private mutating func printTotal(_ sources: [LabelledSource], _ now: ContinuousClock.Instant) {
        for (source, label) in sources where source.phase == .dead && announced.insert(source.progress.id).inserted {
            write("\(label): incomplete".printable + "\n")
        }
        let states = sources.map(\.source)
        let records = states.reduce(0) { $0 + $1.records }
        total.note(records, fraction: SourceState.fraction(of: states), at: now)
        if let lastPlain, now - lastPlain < .seconds(5) { return }
        lastPlain = now
        let ended = states.count { $0.phase != .running }
        let rate = total.rate.map { ", \(Format.rate($0))" } ?? ""
        let left = total.secondsLeft.map { ", \(Format.time($0)) left" } ?? ""
        write(
            "\(Format.count(ended)) of \(Format.count(states.count)) sources, \(Format.count(records)) records"
                + "\(rate)\(left)\n")
    }
}
