import ETLModels
import Ledger

/// How a source of a run stands.
struct SourceState: Sendable {
    enum Phase: Sendable, Hashable {
        case running
        case complete
        /// Nothing more will come: part of it is dead.
        case dead
    }

    let progress: SourceProgress
    /// What of it is in dead-letter queues.
    let deadLetters: [DeadLetter]
    let phase: Phase

    /// The number of records in dead batches.
    var deadRecords: Int { deadLetters.reduce(0) { $0 + $1.records } }
    /// The number of records read.
    var records: Int { progress.records + deadRecords }

    /// - Parameter isQuiet: whether nothing of the source has been loaded for a while, and no work waits in the broker.
    init(_ progress: SourceProgress, deadLetters: [DeadLetter], isQuiet: Bool) {
        self.progress = progress
        self.deadLetters = deadLetters
        // Where a dead batch was the last one, or the extract job died, the number of batches stays unknown.
        let isAccountedFor = progress.batches.map { progress.batchesDone + deadLetters.count >= $0 } ?? false
        if progress.isComplete {
            phase = .complete
        } else if !deadLetters.isEmpty && (isAccountedFor || isQuiet) {
            phase = .dead
        } else {
            phase = .running
        }
    }

    /// The share of the file that has been loaded, 0 to 1.
    var fraction: Double {
        if phase == .complete { return 1 }
        guard progress.bytes > 0 else { return 0 }
        return min(1, Double(progress.bytesDone) / Double(progress.bytes))
    }
}
