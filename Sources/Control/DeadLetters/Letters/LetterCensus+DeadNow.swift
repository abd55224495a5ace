import Bus
package import Ledger

extension LetterCensus {
    /// The letters that are dead now, for a look at what became of replayed ones.
    package var deadNow: DeadNow {
        DeadNow(
            letters.lazy.filter { $0.replays > 0 }.compactMap { letter in
                letter.source.map {
                    DeadNow.Letter(
                        id: "\(letter.id)", source: "\($0)", sequence: letter.stage == .extract ? nil : letter.sequence)
                }
            })
    }
}
