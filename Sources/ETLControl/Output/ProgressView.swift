import Ledger

/// Shows how the sources of a run advance: bars that redraw themselves on a terminal, plain lines elsewhere.
struct ProgressView {
    private let isInteractive: Bool
    private let write: (String) -> Void
    private var meters: [String: RateMeter] = [:]
    private var drawnLines = 0
    private var complaints = 0
    private var lastPlain: ContinuousClock.Instant?
    private var announced: Set<String> = []
    /// The most lines of bars; further sources are counted only.
    private static let maximumBars = 12

    init(isInteractive: Bool, write: @escaping (String) -> Void = { Terminal.write($0) }) {
        self.isInteractive = isInteractive
        self.write = write
    }

    mutating func show(_ sources: [SourceState], at now: ContinuousClock.Instant, width: Int) {
        for source in sources {
            meters[source.key, default: RateMeter()].note(source.records, fraction: source.fraction, at: now)
        }
        let labels = SourceLabel.labels(of: sources.map { ($0.progress.uri, $0.progress.kind) })
        let labelled = zip(sources, labels).map { (source: $0, label: $1) }
        if isInteractive {
            redraw(labelled, width)
        } else {
            printPlain(labelled, now)
        }
    }

    private typealias LabelledSource = (source: SourceState, label: String)

    // MARK: On a terminal

    private mutating func redraw(_ sources: [LabelledSource], _ width: Int) {
        let active = sources.filter { $0.source.phase == .running }
        let ended = sources.filter { $0.source.phase != .running }
        let shown = (ended.suffix(max(0, Self.maximumBars - active.count)) + active).prefix(Self.maximumBars)
        var lines = shown.map { bar($0, width) }
        if shown.count < sources.count {
            lines.append("… \(sources.count - shown.count) more, \(ended.count) of \(sources.count) done")
        }
        // What was drawn before stays when a complaint stands below it.
        if Terminal.complaints != complaints { drawnLines = 0 }
        complaints = Terminal.complaints
        // Up to the first line drawn before, and clear from there.
        let up = drawnLines > 0 ? "\u{1B}[\(drawnLines)F\u{1B}[J" : ""
        write(up + lines.map { $0 + "\n" }.joined())
        drawnLines = lines.count
    }

    private func bar(_ labelled: LabelledSource, _ width: Int) -> String {
        let source = labelled.source
        let name = Format.left(Format.middle(labelled.label, 24), 24)
        let percent = Format.right("\(Int(source.fraction * 100))%", 4)
        let cells = max(5, min(30, width - 78))
        let bar = Format.bar(Int(source.fraction * 100), cells)
        let records = Format.right(Format.count(source.records), 12)
        // A line that wraps would be two to go up.
        return Format.head("\(name) \(bar) \(percent) \(records) records \(pace(source))", max(10, width - 1))
    }

    private func pace(_ source: SourceState) -> String {
        switch source.phase {
        case .complete: return "done"
        case .dead: return "incomplete"
        case .running:
            guard let meter = meters[source.key], let rate = meter.rate else { return "starting" }
            let left = meter.secondsLeft.map { ", \(Format.time($0)) left" } ?? ""
            return Format.rate(rate) + left
        }
    }

    // MARK: Elsewhere

    /// A line per source every five seconds, and one when it ends.
    private mutating func printPlain(_ sources: [LabelledSource], _ now: ContinuousClock.Instant) {
        let isDue = lastPlain.map { now - $0 >= .seconds(5) } ?? true
        if isDue { lastPlain = now }
        for (source, label) in sources {
            let hasEnded = source.phase != .running
            guard hasEnded ? announced.insert(source.key).inserted : isDue else { continue }
            let percent = Int(source.fraction * 100)
            write("\(label): \(percent)%, \(Format.count(source.records)) records, \(pace(source))\n")
        }
    }
}

extension SourceState {
    fileprivate var key: String { "\(progress.id)" }
}
