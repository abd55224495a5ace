import Bus
import DeadLetters
package import Ledger

extension Snapshot {
    /// The letters that are dead now, for a look at what became of replayed ones.
    package var deadNow: DeadNow {
        DeadNow(
            letters.letters.lazy.filter { $0.replays > 0 }.compactMap { letter in
                letter.source.map {
                    DeadNow.Letter(
                        id: "\(letter.id)", source: "\($0)", sequence: letter.stage == .extract ? nil : letter.sequence)
                }
            })
    }
}

/// What has become of a letter that was replayed: by the ledger, and by the letters that are dead now.
enum LetterFate: Sendable, Hashable {
    /// The ledger has the batch, or the whole source of a job.
    case loaded
    /// A letter of the same batch, or of the same job's source, is dead.
    case diedAgain(id: String)
    /// A letter of the same batch, or of the same job's source, was discarded later.
    case discarded
    /// Nothing is known of it.
    case underWay
}

extension DeadNow {
    /// The fate of what a result is about; nil if nothing was replayed.
    func fate(of result: ActionResult) -> LetterFate? {
        guard let batch = result.batch else { return nil }
        if batch.isLoaded { return .loaded }
        // Under its own id it is only not gone yet, as far as the last look knows.
        if let found = ids(of: batch).first(where: { $0 != result.subject }) { return .diedAgain(id: found) }
        return batch.isDiscarded ? .discarded : .underWay
    }
}
