import DisplayText
package import Ledger

/// What has become of a letter that was replayed: by the ledger, and by the letters that are dead now.
package enum LetterFate: Sendable, Hashable {
    /// The ledger has the batch, or the whole source of a job.
    case loaded
    /// A letter of the same batch, or of the same job's source, is dead.
    case diedAgain(id: String)
    /// A letter of the same batch, or of the same job's source, was discarded later.
    case discarded
    /// Nothing is known of it.
    case underWay

    /// - Parameter away: what is said of letters of which nothing is known.
    package func words(away: String) -> String {
        switch self {
        case .loaded: "loaded"
        case .diedAgain: "died again"
        case .discarded: "discarded"
        case .underWay: away
        }
    }
}

extension DeadNow {
    /// The fate of what a result is about; nil if nothing was replayed.
    package func fate(of result: ActionResult) -> LetterFate? {
        guard let batch = result.batch else { return nil }
        if batch.isLoaded { return .loaded }
        // Under its own id it is only not gone yet, as far as the last look knows.
        if let found = ids(of: batch).first(where: { $0 != result.subject }) { return .diedAgain(id: found) }
        return batch.isDiscarded ? .discarded : .underWay
    }
}

extension ActionTally {
    /// What became of letters since: `6 loaded, 1 died again, 1 under way`; nil if none was replayed.
    ///
    /// - Parameter away: what is said of letters of which nothing is known.
    package func since(away: String) -> String? {
        let parts = [
            loaded > 0 ? "\(Format.count(loaded)) loaded" : nil,
            diedAgain > 0 ? "\(Format.count(diedAgain)) died again" : nil,
            discarded > 0 ? "\(Format.count(discarded)) discarded" : nil,
            underWay > 0 ? "\(Format.count(underWay)) \(away)" : nil,
        ].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

extension LoggedAction {
    /// How long letters of which nothing is known count as under way.
    private static let secondsUnderWay = 3600

    /// Whether letters of which nothing is known count as under way. Later, somebody may have taken them out of the queues without a word.
    ///
    /// - Parameter now: in seconds since 1970.
    package func isRecent(at now: Int) -> Bool { now - (endedAt ?? begunAt) < Self.secondsUnderWay }

    /// What is said of letters of which nothing is known.
    package func away(at now: Int) -> String { isRecent(at: now) ? "under way" : "neither loaded nor dead" }
}
