import DeadLetters
import DisplayText
import Progress

/// The dead letters that keep no source incomplete.
struct UnneededLetters: Sendable, Hashable {
    /// Those of sources that were removed or retired: these are in the ledger, and the status does not list them.
    let ofGone: Int
    /// Those of batches that are loaded, if no source has a letter that keeps it incomplete.
    let ofLoaded: Int
    /// Those of which only the number is known.
    let unread: Int

    init(_ snapshot: Snapshot) {
        let gone = snapshot.dead > 0 ? Self.gone(snapshot.status, snapshot.letters) : 0
        let others = max(0, snapshot.dead - gone)
        ofGone = gone
        unread = min(snapshot.letters.omitted, others)
        ofLoaded = others - unread
    }

    private static func gone(_ status: Status, _ census: LetterCensus) -> Int {
        // The status has no more strays than these: then nobody knows which of the other letters are strays.
        guard status.strayLetters.count < Status.mostLetters else { return 0 }
        let (listed, strays) = (Set(status.sources.map(\.sourceId)), Set(status.strayLetters))
        return census.letters.count { letter in
            guard let source = letter.source else { return false }
            return !listed.contains("\(source)") && !strays.contains("\(letter.id)")
        }
    }

    /// Sentences on all of them, while no source has a letter that keeps it incomplete.
    var words: [String] {
        given
            + (ofLoaded > 0
                ? ["\(Format.count(ofLoaded, "dead letter is", "dead letters are")) of batches that are loaded."] : [])
            + (unread > 0
                ? ["\(Format.count(unread, "more dead letter was", "more dead letters were")) not looked at."] : [])
    }

    /// The sentence on those of sources that were given up; none if there is no such letter.
    var given: [String] {
        guard ofGone > 0 else { return [] }
        let letters = Format.count(ofGone, "dead letter is", "dead letters are")
        return ["\(letters) of sources that were removed or retired: discard them if nobody needs them."]
    }
}
