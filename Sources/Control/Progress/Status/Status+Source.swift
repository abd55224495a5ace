import Bus
import DeadLetters
import DisplayText
import Ledger

extension Status.Source {
    /// - Parameter work: nil if no broker was read.
    init(_ state: SourceState, _ pace: SourcePace?, _ work: QueuedWork?) {
        let progress = state.progress
        let error = state.deadLetterSummary
        let stuck = error == nil ? work?.trouble(of: progress) : nil
        let left = Double(max(0, progress.bytes - progress.bytesDone))
        let pace = progress.isComplete ? nil : pace
        self.init(
            uri: progress.uri, kind: progress.kind, sourceId: "\(progress.id)",
            status: progress.isComplete
                ? "complete" : error != nil ? "incomplete" : stuck != nil ? "stuck" : "in progress",
            percent: Int(state.fraction * 100), bytes: progress.bytes, bytesDone: progress.bytesDone,
            batches: progress.batches, batchesDone: progress.batchesDone, records: state.records,
            loaded: progress.loaded, duplicates: progress.duplicates, completed: progress.completed,
            replaced: progress.replaced,
            rejected: progress.rejected, repaired: progress.repaired, skipped: progress.skipped,
            dead: state.deadRecords,
            heldLines: progress.heldLines, heldFromLine: progress.heldFromLine,
            recordsPerSecond: pace?.recordsPerSecond,
            secondsLeft: pace.flatMap { $0.bytesPerSecond > 0 ? left / $0.bytesPerSecond : nil },
            lastProgressAt: progress.lastProgressAt.map(Format.moment),
            secondsWithoutProgress: progress.isComplete ? nil : progress.secondsWithoutProgress,
            stages: progress.isComplete ? nil : stuck?.reason == .overtaken ? [] : work?.stages.map(\.rawValue),
            sighting: progress.isOpen ? progress.recentSighting.map { Status.Sighting($0) } : nil, stuck: stuck?.words,
            deadLetters: state.deadLetters.prefix(Status.mostLetters).map { "\($0.id)" }, error: error)
    }
}

extension StuckSource {
    /// Only what is known: who might hold a message without the management API stays open.
    var words: String {
        let time = Format.age(seconds)
        switch reason {
        case .overtaken:
            return
                "nobody works on it: its last progress was \(time) ago, and files that were submitted later have left the queues"
        case .noMessage:
            return "nobody works on it: no queue has a message, and the last progress was \(time) ago"
        case .noReadyMessage:
            return
                "no progress for \(time), and no message waits in a queue. Only an extractor that still checks a compressed "
                + "file could work on it; --management URL shows whether one does"
        }
    }
}

extension Status.Sighting {
    init(_ sighting: SourceSighting) {
        self.init(
            activity: sighting.activity, reason: sighting.reason, process: sighting.process,
            secondsAgo: sighting.secondsAgo)
    }
}
