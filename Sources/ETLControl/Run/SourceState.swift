import ETLModels
import Ledger
import Pipeline

/// How a source of a run stands.
struct SourceState: Sendable {
    enum Phase: Sendable, Hashable {
        case running
        case complete
        /// Nothing more will come: part of it is dead.
        case dead
    }

    let progress: SourceProgress
    /// What of it is dead: each batch once, and none that has been loaded since.
    let deadLetters: [DeadLetter]
    let phase: Phase

    /// The number of records in dead batches.
    var deadRecords: Int { deadLetters.reduce(0) { $0 + $1.records } }
    /// The number of records read.
    var records: Int { progress.records + deadRecords }

    /// - Parameters:
    ///   - start: when the run started, in Unix seconds: what died before may still be tried again.
    ///   - quietFor: for how long nothing of the source has been loaded or has died, while no work waited in the broker.
    init(_ progress: SourceProgress, deadLetters: [DeadLetter], since start: Int, quietFor: Duration) {
        self.progress = progress
        self.deadLetters = progress.isComplete ? [] : deadLetters
        let fresh = deadLetters.filter { $0.diedAt.map { $0 >= start } ?? true }
        let deadBatches = fresh.count { $0.stage != .extract }
        if progress.isComplete {
            phase = .complete
        } else if deadLetters.isEmpty {
            phase = .running
        } else if let batches = progress.batches, progress.batchesDone + deadBatches >= batches {
            phase = .dead
        } else {
            // Where the last batch or the extract job is dead, the number of batches stays unknown, and only silence
            // tells that nothing more will come: soon where the death is this run's, later where it is an earlier one's.
            phase = quietFor > .seconds(fresh.isEmpty ? 30 : 5) ? .dead : .running
        }
    }

    /// The share of the file that has been loaded, 0 to 1.
    var fraction: Double {
        if phase == .complete { return 1 }
        guard progress.bytes > 0 else { return 0 }
        return min(1, Double(progress.bytesDone) / Double(progress.bytes))
    }

    /// Keeps of a source's dead letters the latest of each batch and of its extract job, and none that is loaded: a batch
    /// dies once more each time it is tried again, and one that was mended may have left its dead letter behind.
    static func counted(_ letters: [DeadLetter], loaded: Set<Int>) -> [DeadLetter] {
        var places: [String: Int] = [:]
        var counted: [DeadLetter] = []
        for letter in letters {
            let isJob = letter.stage == .extract
            if !isJob, let sequence = letter.sequence, loaded.contains(sequence) { continue }
            let key = isJob ? "job" : letter.id
            if let place = places[key] {
                counted[place] = letter
            } else {
                places[key] = counted.count
                counted.append(letter)
            }
        }
        return counted
    }
}
