/// A way to load the file.
struct Contestant: Sendable {
    let name: String
    let program: Program
    /// The file for the summary of `etl run`; nil for other programs.
    var summary: String?
    /// The rows of the contestant's own file; nil if it loads the same file as the others.
    var rows: Int?
}

/// A contestant, or the reason for which it cannot take part.
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
