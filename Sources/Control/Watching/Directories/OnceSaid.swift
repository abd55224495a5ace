import ETLModels

/// The problems already reported, by file state, so that each is reported once.
struct OnceSaid {
    /// The maximum number remembered, at 16 bytes each; beyond it, the set starts over.
    let limit: Int
    private var said: Set<SourceID> = []

    init(limit: Int = 65_536) {
        self.limit = limit
    }

    func contains(_ id: SourceID) -> Bool { said.contains(id) }

    /// - Returns: whether it is new.
    @discardableResult
    mutating func note(_ id: SourceID) -> Bool {
        if said.count >= limit, !said.contains(id) { said = [] }
        return said.insert(id).inserted
    }

    /// Records a path without a state.
    mutating func note(_ path: String) -> Bool { note(SourceID(uri: path, size: -1, modified: 0)) }
}
