import Bus
package import DeadLetters
import ETLModels
package import Ledger

/// The state of a source in a run.
package struct SourceState: Sendable {
    package enum Phase: Sendable, Hashable {
        case running
        case complete
        /// No more will be loaded: part of it is dead.
        case dead
        /// An operator has given it up.
        case retired

        /// Whether nothing is left to do.
        package var isSettled: Bool { self == .complete || self == .retired }
    }

    package let progress: SourceProgress
    /// Its dead letters: one per batch, without those loaded since.
    package let deadLetters: [DeadLetter]
    /// The number of its letters beyond those that were read.
    package let omitted: Int
    package let phase: Phase

    /// The number of records in dead batches.
    package var deadRecords: Int { deadLetters.reduce(0) { $0 + $1.records } }
    /// The number of records read.
    package var records: Int { progress.records + deadRecords }

    /// - Parameters:
    ///   - omitted: the number of its letters that were not read.
    ///   - start: the start of the run, in Unix seconds: earlier dead letters may have been replayed.
    ///   - quietFor: how long nothing of the source has been loaded or died while the work queues were empty.
    package init(
        _ progress: SourceProgress, deadLetters: [DeadLetter], omitted: Int = 0, since start: Int, quietFor: Duration
    ) {
        self.progress = progress
        self.deadLetters = progress.isComplete ? [] : deadLetters
        self.omitted = progress.isComplete ? 0 : omitted
        let fresh = deadLetters.filter { $0.diedAt.map { $0 >= start } ?? true }
        let deadBatches = fresh.count { $0.stage != .extract }
        let batches = progress.batches ?? Self.batches(by: deadLetters)
        if progress.isRetired {
            phase = .retired
        } else if progress.isComplete {
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

    /// The quiet time after which the source counts as dead; nil when it never does, since work may be in progress.
    ///
    /// - Short if its extract job died in this run: only the batches that the job published before are in progress.
    /// - Medium if every batch is loaded or dead, and some died in this run: the others were perhaps not replayed.
    /// - Long if all dead letters are from earlier runs: a stage may be retrying them without visible progress. Also if
    ///   there are too many letters to count, since the run has to end.
    private static func silenceTells(_ fresh: [DeadLetter], isWhole: Bool, isCounted: Bool) -> Duration? {
        if fresh.isEmpty { return .seconds(120) }
        if fresh.contains(where: { $0.stage == .extract }) { return .seconds(5) }
        return isWhole ? .seconds(30) : isCounted ? nil : .seconds(120)
    }

    /// The number of batches of a source, if its last one is dead.
    private static func batches(by letters: [DeadLetter]) -> Int? {
        letters.first(where: \.isLast).flatMap(\.sequence).map { $0 + 1 }
    }

    /// The share of the file that has been loaded, 0 to 1.
    package var fraction: Double {
        if phase == .complete { return 1 }
        guard progress.bytes > 0 else { return 0 }
        return min(1, Double(progress.bytesDone) / Double(progress.bytes))
    }

    /// The share of all sources together that has been loaded, 0 to 1.
    package static func fraction(of states: [SourceState]) -> Double {
        SourcePart.fraction(
            of: states.map { state in
                let whole = Double(state.progress.bytes)
                return SourcePart(
                    unit: SourceUnit(of: state.progress.uri), done: state.fraction * whole, whole: whole)
            })
    }

    /// The latest dead letter of each batch and of the extract job, without loaded batches. A batch dies again when its
    /// replay fails, and a batch loaded later may still have a dead letter.
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
    /// The errors of at most three dead letters of the source; nil when it has none.
    package var deadLetterSummary: String? {
        let (letters, uri) = (deadLetters, progress.uri)
        guard !letters.isEmpty || omitted > 0 else { return nil }
        let causes = letters.prefix(3).map { letter in
            // An error of the file itself begins with its path.
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
