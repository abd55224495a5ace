import DeadLetters
import DisplayText
import HTMLText
import Progress

extension Snapshot {
    /// The number of sources that some letters keep incomplete.
    func incompleteSources(of letters: [DeadLetter]) -> Int {
        var ids: [String: Set<String>] = [:]
        for letter in letters {
            guard let source = letter.source else { continue }
            ids["\(source)", default: []].insert("\(letter.id)")
        }
        return status.sources.count { source in
            guard source.error != nil, let own = ids[source.sourceId] else { return false }
            // The status names no more letters of a source than these.
            return source.deadLetters.count >= Status.mostLetters || source.deadLetters.contains { own.contains($0) }
        }
    }
}

extension HTML {
    /// Writes what becomes of sources whose letters are discarded; nothing without any.
    mutating func incompleteSources(_ count: Int) {
        guard count > 0 else { return }
        let are = Format.count(count, "source of these letters is", "sources of these letters are")
        let they = count == 1 ? "It" : "They"
        let again = count == 1 ? "it is" : "they are"
        element(
            "p", .class("caution"),
            text:
                "\(are) incomplete. \(they) will not complete until \(again) submitted again (`etl sources resubmit`) or removed."
        )
    }
}
