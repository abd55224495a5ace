import Postgres

/// What somebody is about to do.
package struct ActionEntry: Sendable, Hashable {
    /// How it is known who acts.
    package enum Evidence: String, Sendable, Encodable, CaseIterable {
        /// The user of the operating system who runs a command.
        case system
        /// Whoever opened the one-time link of a console.
        case link
        /// A password.
        case login
        /// A proxy vouches for the user.
        case proxy
    }

    package let actor: String
    package let knownBy: Evidence
    /// The name of a machine, or the address of a browser.
    package let address: String
    /// The command that does the same, without `etl`: `dead-letters replay`.
    package let verb: String
    /// What was asked for, as the command has it.
    package let selection: String
    /// The ids that were asked for; empty if the selection names none.
    package let subjects: [String]
    /// Why, if somebody wrote that.
    package let reason: String?

    package init(
        actor: String, knownBy: Evidence, address: String, verb: String, selection: String, subjects: [String] = [],
        reason: String? = nil
    ) {
        self.actor = actor
        self.knownBy = knownBy
        self.address = address
        self.verb = verb
        self.selection = selection
        self.subjects = subjects
        self.reason = reason
    }
}

/// What became of an action, or of one of its subjects.
package struct ActionResult: Sendable, Hashable, Encodable {
    package enum Outcome: String, Sendable, Encodable, CaseIterable {
        case done
        case failed
        /// Some of the subjects failed.
        case partly
    }

    /// The id of a subject; nil for the action as a whole.
    package let subject: String?
    package let outcome: Outcome
    /// What was done, or why not.
    package let detail: String
    /// The batch of a letter that was replayed or discarded; of discarded ones, the log keeps it, and does not return it.
    package let batch: ReplayedBatch?

    package init(subject: String? = nil, outcome: Outcome, detail: String, batch: ReplayedBatch? = nil) {
        self.subject = subject
        self.outcome = outcome
        self.detail = detail
        self.batch = batch
    }

    /// - Parameter row: has ``ActionTable/resultColumns``.
    init(_ row: PostgresRow) {
        let batch = row.string(3).map {
            ReplayedBatch(
                source: $0, sequence: row.int(4), isLoaded: row.bool(5) == true, isDiscarded: row.bool(6) == true)
        }
        self.init(
            subject: row.string(0), outcome: row.string(1).flatMap { .init(rawValue: $0) } ?? .failed,
            detail: row.string(2) ?? "", batch: batch)
    }
}

/// What a letter that was replayed or discarded holds.
package struct ReplayedBatch: Sendable, Hashable, Encodable {
    /// The id of its source.
    package let source: String
    /// Nil for an extract job.
    package let sequence: Int?
    /// Whether the ledger has the batch by now; for an extract job, all batches of its source.
    package let isLoaded: Bool
    /// Whether a letter of it was discarded after the replay; for an extract job, one of any job of its source.
    package let isDiscarded: Bool

    package init(source: String, sequence: Int?, isLoaded: Bool = false, isDiscarded: Bool = false) {
        self.source = source
        self.sequence = sequence
        self.isLoaded = isLoaded
        self.isDiscarded = isDiscarded
    }
}

/// An action in the log.
package struct LoggedAction: Sendable, Hashable, Encodable {
    package let number: Int64
    /// In seconds since 1970.
    package let begunAt: Int
    package let actor: String
    package let knownBy: String
    package let address: String
    package let verb: String
    package let selection: String
    /// The number of ids that were asked for; 0 if the selection names none.
    package let subjects: Int
    package let reason: String?
    /// In seconds since 1970; nil while it is under way, or if it was interrupted.
    package let endedAt: Int?
    /// ``ActionResult/Outcome``; nil as long as it has not ended.
    package let outcome: String?
    package let detail: String?
}

extension LoggedAction {
    /// - Parameter row: as the statements of ``ActionTable`` select it.
    init(_ row: PostgresRow) {
        self.init(
            number: row.int64(0) ?? 0, begunAt: row.int(1) ?? 0, actor: row.string(2) ?? "",
            knownBy: row.string(3) ?? "", address: row.string(4) ?? "", verb: row.string(5) ?? "",
            selection: row.string(6) ?? "", subjects: row.int(7) ?? 0, reason: row.string(8), endedAt: row.int(9),
            outcome: row.string(10), detail: row.string(11))
    }
}
