/// A way to load the file.
struct Contestant: Sendable {
    let name: String
    let program: Program
    /// The file with the summary of `etl run`, where it is that.
    var summary: String?
    /// The rows of its own file, where it has another one than all others.
    var rows: Int?
}

/// A contestant, or why it cannot take part.
struct Entry: Sendable {
    let name: String
    let contestant: Contestant?
    let missing: String?

    static func here(_ contestant: Contestant) -> Entry {
        Entry(name: contestant.name, contestant: contestant, missing: nil)
    }

    static func notHere(_ name: String, _ reason: String) -> Entry {
        Entry(name: name, contestant: nil, missing: reason)
    }
}
