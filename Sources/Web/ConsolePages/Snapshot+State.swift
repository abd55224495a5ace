import Progress

extension Snapshot {
    /// The word for the state of a source that is not complete by the ledger: something of it may be dead, or nobody may work on it.
    func word(ofOpen source: String) -> String {
        let known = status.sources.first { $0.sourceId == source }?.status
        return known.flatMap { $0 == "complete" ? nil : $0 } ?? LedgerSource.State.inProgress.rawValue
    }
}

extension LedgerSource {
    /// The word for its state, as the page of the source has it.
    func word(in snapshot: Snapshot?) -> String {
        guard state == .inProgress, let snapshot else { return state.rawValue }
        return snapshot.word(ofOpen: sourceId)
    }
}
