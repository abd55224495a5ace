/// The names of a session's prepared statements, by their text; of too many, the least recently used makes room.
struct PreparedStatements {
    /// The most statements of a session. The server keeps some 50 KB for each.
    static let limit = 128

    private struct Entry {
        let name: String
        var lastUse: Int
    }

    private var entries: [String: Entry] = [:]
    private var uses = 0

    /// The name of a prepared statement, or nil if it has none; counts as a use.
    mutating func name(of sql: String) -> String? {
        guard let index = entries.index(forKey: sql) else { return nil }
        uses += 1
        entries.values[index].lastUse = uses
        return entries.values[index].name
    }

    /// The statement that must make room for another; nil if there is room.
    var surplus: (sql: String, name: String)? {
        guard entries.count >= Self.limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
            return nil
        }
        return (oldest.key, oldest.value.name)
    }

    /// Forgets a statement that the server has forgotten.
    mutating func forget(_ sql: String) {
        entries[sql] = nil
    }

    /// A name that no statement of the session has had.
    mutating func newName() -> String {
        uses += 1
        return "statement_\(uses)"
    }

    /// Keeps a statement that the server has prepared.
    mutating func keep(_ sql: String, name: String) {
        entries[sql] = Entry(name: name, lastUse: uses)
    }
}
