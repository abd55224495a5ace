import Bus
package import DeadLetters
import ETLModels
package import Ledger

/// How a source of a run stands.
package struct SourceState: Sendable {
    package enum Phase: Sendable, Hashable {
        case running
        case complete
        /// Nothing more will come: part of it is dead.
        case dead
    }

    package let progress: SourceProgress
    /// What of it is dead: each batch once, and none that has been loaded since.
    package let deadLetters: [DeadLetter]
    /// How many letters of it there are besides, too many to be looked at one by one.
    package let omitted: Int
    package let phase: Phase

    /// The number of records in dead batches.
    package var deadRecords: Int { deadLetters.reduce(0) { $0 + $1.records } }
    /// The number of records read.
    package var records: Int { progress.records + deadRecords }

    /// - Parameters:
    ///   - omitted: letters of the source that were not looked at one by one.
    ///   - start: when the run started, in Unix seconds: what died before may still be tried again.
    ///   - quietFor: for how long nothing of the source has been loaded or has died, while no work waited in the broker.
    package init(
        _ progress: SourceProgress, deadLetters: [DeadLetter], omitted: Int = 0, since start: Int, quietFor: Duration
    ) {
        self.progress = progress
        self.deadLetters = progress.isComplete ? [] : deadLetters
        self.omitted = progress.isComplete ? 0 : omitted
        let fresh = deadLetters.filter { $0.diedAt.map { $0 >= start } ?? true }
        let deadBatches = fresh.count { $0.stage != .extract }
        let batches = progress.batches ?? Self.batches(by: deadLetters)
        if progress.isComplete {
            phase = .complete
        } else if deadLetters.isEmpty && omitted == 0 {
            phase = .running
        } else if let batches, progress.batchesDone + deadBatches >= batches {
            phase = .dead
        } else {
            let all = deadLetters.count { $0.stage != .extract } + omitted
            let isWhole = batches.map { progress.batchesDone + all >= $0 } ?? false
            let silence = Self.silenceTells(fresh, isWhole: isWhole, isCounted: omitted == 0)
            phase = silence.map { quietFor > $0 } == true ? .dead : .running
        }
    }

    /// How long a silence tells that nothing more will come; nil when none does, since somebody may be at work.
    ///
    /// Soon where the extract job died in this run: then only batches that it left behind are under way. Late where all
    /// that is dead died in earlier runs: it may have been tried again, and a stage can be silent for a while over it. In
    /// between where every batch is loaded or dead, and some have died in this run: the others were perhaps not replayed.
    /// Where there are too many letters to count, nobody knows whether that is so, and the run has to end all the same.
    private static func silenceTells(_ fresh: [DeadLetter], isWhole: Bool, isCounted: Bool) -> Duration? {
        if fresh.isEmpty { return .seconds(120) }
        if fresh.contains(where: { $0.stage == .extract }) { return .seconds(5) }
        return isWhole ? .seconds(30) : isCounted ? nil : .seconds(120)
    }

    /// The number of a source's batches, where its last one is dead.
    private static func batches(by letters: [DeadLetter]) -> Int? {
        letters.first(where: \.isLast).flatMap(\.sequence).map { $0 + 1 }
    }

    /// The share of the file that has been loaded, 0 to 1.
    package var fraction: Double {
        if phase == .complete { return 1 }
        guard progress.bytes > 0 else { return 0 }
        return min(1, Double(progress.bytesDone) / Double(progress.bytes))
    }

    /// The share of all files together that has been loaded, 0 to 1.
    package static func fraction(of states: [SourceState]) -> Double {
        let bytes = states.reduce(0) { $0 + Double($1.progress.bytes) }
        guard bytes > 0 else { return 0 }
        return states.reduce(0) { $0 + $1.fraction * Double($1.progress.bytes) } / bytes
    }

    /// Keeps of a source's dead letters the latest of each batch and of its extract job, and none that is loaded: a batch
    /// dies once more each time it is tried again, and one that was mended may have left its dead letter behind.
    package static func counted(_ letters: [DeadLetter], loaded: Set<Int>) -> [DeadLetter] {
        var places: [String: Int] = [:]
        var counted: [DeadLetter] = []
        for letter in letters {
            let isJob = letter.stage == .extract
            if !isJob, let sequence = letter.sequence, loaded.contains(sequence) { continue }
            let key = isJob ? "job" : letter.messageID
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

extension SourceState {
    /// What the dead letters of the source say, at most three of them; nil when it has none.
    package var deadLetterSummary: String? {
        let (letters, uri) = (deadLetters, progress.uri)
        guard !letters.isEmpty || omitted > 0 else { return nil }
        let causes = letters.prefix(3).map { letter in
            // What is said of the file itself begins with its path.
            let isOfFile = letter.stage == .extract && letter.error.hasPrefix("\(uri): ")
            let error = isOfFile ? String(letter.error.dropFirst(uri.count + 2)) : letter.error
            let name = "dead letter \(letter.id) in \(letter.stage.deadLetterQueue)"
            return isOfFile ? "\(error) (\(name))" : "\(name) (\(letter.messageID)): \(letter.reason): \(error)"
        }
        let more = letters.count > 3 ? ["and \(letters.count - 3) more dead letters"] : []
        let omitted = omitted > 0 ? ["\(omitted) dead letters are too many for their records to be counted"] : []
        return (causes + more + omitted).joined(separator: "; ")
    }
}
