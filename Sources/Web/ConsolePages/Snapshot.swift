package import DeadLetters
package import Progress

/// What the last look at the servers has found.
package struct Snapshot: Sendable {
    package let status: Status
    package let letters: LetterCensus
    /// When that was, in seconds since 1970.
    package let lookedAt: Int
    /// When the letters were read, in seconds since 1970: not at every look.
    package let lettersReadAt: Int
    /// What this and earlier looks have found.
    package let history: FlowHistory
    /// How it stands: every page says so, and thousands of sources are looked through for it.
    private(set) var verdict: Verdict?
    /// The totals of all sources.
    let total: Status.Source

    package init(
        status: Status, letters: LetterCensus, lookedAt: Int, lettersReadAt: Int? = nil,
        history: FlowHistory = FlowHistory()
    ) {
        self.status = status
        self.letters = letters
        self.lookedAt = lookedAt
        self.lettersReadAt = lettersReadAt ?? lookedAt
        self.history = history
        total = status.total
        verdict = Verdict(judging: self)
    }

    /// The number of rejected records of all sources.
    var rejected: Int { total.rejected }
    /// The number of dead letters in all queues.
    var dead: Int { status.stages.reduce(0) { $0 + $1.dead } }
    /// The letters with the reasons that somebody has to look at.
    var causes: Int { letters.groups.count }
}
