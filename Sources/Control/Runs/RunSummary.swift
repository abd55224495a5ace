import Bus
package import DeadLetters
import Ledger
import Progress
import Submission

/// The outcome of every record of a run.
package struct RunSummary: Sendable {
    package struct Source: Sendable {
        package let uri: String
        package let kind: String?
        let sourceId: String?
        package var records = 0
        package var loaded = 0
        package var duplicates = 0
        /// The duplicates that gave a stored row values which it lacked.
        package var completed = 0
        /// The loaded records that took the place of a stored row with other content.
        package var replaced = 0
        package var rejected = 0
        package var repaired = 0
        /// Skipped records of other kinds; not part of `records`.
        package var skipped = 0
        package var dead = 0
        /// The lines of rejected records that hold other records.
        package var heldLines = 0
        /// The first line of the first of them.
        package var heldFromLine: Int64?
        /// Whether the batches of a complete source cover every byte of its file: proof that the counts include every
        /// record.
        var coversFile = true
        /// `complete`, `incomplete`, `retired` or `failed`.
        package let status: String
        /// The reason for which the source is not complete.
        package let error: String?
        /// The dead letters that keep the source incomplete.
        package var letters: [LetterID] = []
    }

    /// The time from submission to the last commit, as seen by the run. If a source is not complete, the time until the
    /// run stopped waiting.
    package let elapsedSeconds: Double
    package let sources: [Source]
    /// The directory of the stage logs, if they are worth reading.
    package let logs: String?
    /// Whether no file can be loaded, so that no server was started or asked.
    package var foundNothing = false
    /// Whether the table of transfers still has no key, because the run is interrupted.
    package var isInBulk = false

    /// Whether every record of every source is accounted for, none is dead, and none holds others. Retired sources do not
    /// count.
    package var isClean: Bool {
        !isInBulk
            && sources.allSatisfy {
                $0.status == "retired" || $0.status == "complete" && $0.addsUp && $0.heldLines == 0
            }
    }

    /// The number of rejects of all sources.
    package var rejected: Int { sources.reduce(0) { $0 + $1.rejected } }
}

extension RunSummary.Source {
    /// Whether every record is in exactly one place.
    package var addsUp: Bool { loaded + duplicates + rejected + dead == records && coversFile }

    init(_ state: SourceState) {
        let progress = state.progress
        let error =
            switch state.phase {
            case .complete, .retired: nil as String?
            case .running, .dead: state.deadLetterSummary ?? "not finished"
            }
        self.init(
            uri: progress.uri, kind: progress.kind, sourceId: "\(progress.id)", records: state.records,
            loaded: progress.loaded, duplicates: progress.duplicates, completed: progress.completed,
            replaced: progress.replaced,
            rejected: progress.rejected, repaired: progress.repaired, skipped: progress.skipped,
            dead: state.deadRecords,
            heldLines: progress.heldLines, heldFromLine: progress.heldFromLine,
            coversFile: state.phase != .complete || progress.bytesDone == progress.bytes,
            status: progress.isRemoved ? "removed" : state.phase.status, error: error,
            letters: state.phase == .retired ? [] : state.deadLetters.map(\.id))
    }

    /// The summary of a file whose submission failed.
    init(_ failure: FailedSource) {
        self.init(uri: failure.uri, kind: nil, sourceId: nil, status: "failed", error: failure.error)
    }
}

extension SourceState.Phase {
    /// The word for it in a summary.
    fileprivate var status: String {
        switch self {
        case .complete: "complete"
        case .retired: "retired"
        case .running, .dead: "incomplete"
        }
    }
}

/// The keys are a contract with scripts: all are always present.
extension RunSummary: Encodable {
    private enum Key: String, CodingKey {
        case elapsedSeconds, sources
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(elapsedSeconds, forKey: .elapsedSeconds)
        try values.encode(sources, forKey: .sources)
    }
}

extension RunSummary.Source: Encodable {
    private enum Key: String, CodingKey {
        case uri, kind, sourceId, records, loaded, duplicates, completed, replaced, rejected, repaired, skipped, dead
        case heldLines, heldFromLine, status, error
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(uri, forKey: .uri)
        try values.encode(kind, forKey: .kind)
        try values.encode(sourceId, forKey: .sourceId)
        try values.encode(records, forKey: .records)
        try values.encode(loaded, forKey: .loaded)
        try values.encode(duplicates, forKey: .duplicates)
        try values.encode(completed, forKey: .completed)
        try values.encode(replaced, forKey: .replaced)
        try values.encode(rejected, forKey: .rejected)
        try values.encode(repaired, forKey: .repaired)
        try values.encode(skipped, forKey: .skipped)
        try values.encode(dead, forKey: .dead)
        try values.encode(heldLines, forKey: .heldLines)
        try values.encode(heldFromLine, forKey: .heldFromLine)
        try values.encode(status, forKey: .status)
        try values.encode(error, forKey: .error)
    }
}
