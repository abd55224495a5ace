import Bus
import DeadLetters
import DisplayText
import Ledger

/// What has become of letters that were replayed: by the ledger, and by the letters that are dead now.
struct LetterFates: Sendable {
    enum Fate: Sendable, Hashable {
        /// The ledger has the batch.
        case loaded
        /// A letter of the same batch, or of the same job's source, is dead.
        case diedAgain(id: String)
        case underWay
    }

    private struct Place: Hashable {
        let source: String
        /// Nil for an extract job.
        let sequence: Int?
    }

    private let dead: [Place: String]
    private let counts: (loaded: Int, dead: Int, underWay: Int)

    init(_ results: [ActionResult], _ snapshot: Snapshot?) {
        var dead: [Place: String] = [:]
        for letter in snapshot?.letters.letters ?? [] {
            guard let source = letter.source else { continue }
            let sequence = letter.stage == .extract ? nil : letter.sequence
            dead[Place(source: "\(source)", sequence: sequence)] = "\(letter.id)"
        }
        self.dead = dead
        var counts = (loaded: 0, dead: 0, underWay: 0)
        for result in results {
            switch Self.fate(of: result, dead) {
            case nil: break
            case .loaded: counts.loaded += 1
            case .diedAgain: counts.dead += 1
            case .underWay: counts.underWay += 1
            }
        }
        self.counts = counts
    }

    /// The fate of what a result is about; nil if nothing was replayed.
    func fate(of result: ActionResult) -> Fate? { Self.fate(of: result, dead) }

    private static func fate(of result: ActionResult, _ dead: [Place: String]) -> Fate? {
        guard let batch = result.batch else { return nil }
        if batch.isLoaded { return .loaded }
        // Under its own id it is only not gone yet, as far as the last look knows.
        let found = dead[Place(source: batch.source, sequence: batch.sequence)].flatMap {
            $0 == result.subject ? nil : $0
        }
        if let found { return .diedAgain(id: found) }
        // What an extract job leads to is many batches: its source tells how far it is.
        return batch.sequence == nil ? nil : .underWay
    }

    /// ` Since then: 6 loaded, 1 died again, 1 under way.`
    var sentence: String {
        let parts = [
            counts.loaded > 0 ? "\(Format.count(counts.loaded)) loaded" : nil,
            counts.dead > 0 ? "\(Format.count(counts.dead)) died again" : nil,
            counts.underWay > 0 ? "\(Format.count(counts.underWay)) under way" : nil,
        ].compactMap(\.self)
        return parts.isEmpty ? "" : " Since then: \(parts.joined(separator: ", "))."
    }
}
