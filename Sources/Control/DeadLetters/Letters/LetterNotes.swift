package import Actions
import Bus
import DisplayText
import Ledger

extension ActionNotes {
    /// Notes what an event tells of a letter.
    package func note(_ event: LetterEvent) {
        switch event {
        case .replayed(let letter), .discarded(let letter):
            // By the batch of a discarded one, the log knows what became of an earlier replay.
            let sequence = letter.stage == .extract ? nil : letter.sequence
            let batch = letter.source.map { ReplayedBatch(source: "\($0)", sequence: sequence) }
            note("\(letter.id)", .done, letter.words, batch: batch)
        case .failed(let id, let why): note("\(id)", .failed, why)
        case .selected, .brokenOff, .damaged: break
        }
    }
}

extension LetterTally: ActionOutcome {
    package var words: String { total == 1 ? "1 dead letter" : "\(Format.count(total)) dead letters" }
    package var hasFailed: Bool { failed > 0 }
}

extension DeadLetter {
    /// What it was, once it is gone: `load, transfers-0007.csv.gz batch 12, 4,000 records, checksum-mismatch`.
    package var words: String {
        let file = fileName ?? source.map { "\($0)" } ?? "?"
        let place = sequence.map { "\(file) batch \(Format.count($0))" } ?? file
        return "\(stage.rawValue), \(place), \(Format.count(records, "record", "records")), \(reason)"
    }
}
