import ETLModels

/// What has been complained of, so that it is said once; by what a file was at that time.
struct OnceSaid {
    /// How many are kept in mind, at 16 bytes each. More than that, and it starts anew.
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

    /// Takes note of something about a path that has no state.
    mutating func note(_ path: String) -> Bool { note(SourceID(uri: path, size: -1, modified: 0)) }
}
