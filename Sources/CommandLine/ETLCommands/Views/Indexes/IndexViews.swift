import DisplayText
import Indexing
import TableIndexes
import TerminalOutput

extension IndexStatus {
    /// The indexes as a table.
    static func lines(of indexes: [IndexStatus]) -> [String] {
        var table = Table(["index", "table", "state", "serves", "size"], texts: [0, 1, 2, 3])
        for index in indexes {
            table.add([
                index.name, index.table, index.state, index.serves,
                index.state == "missing" ? "–" : Format.bytes(index.bytes),
            ])
        }
        return table.lines(within: Int.max)
    }
}

extension IndexEvent {
    /// The event for a person.
    var line: String {
        switch self {
        case .started(let index): "\(index.rawValue): building, for \(index.serves)"
        case .progress(let index, let progress): "\(index.rawValue): \(progress.text)"
        case .finished(let index, let bytes): "\(index.rawValue): built, \(Format.bytes(bytes))"
        case .alreadyThere(let index): "\(index.rawValue): there already"
        case .droppedRemains(let index): "\(index.rawValue): dropped what an interrupted build had left"
        case .dropped(let index): "\(index.rawValue): dropped"
        case .notThere(let index): "\(index.rawValue): not there"
        }
    }
}

extension IndexProgress {
    /// The progress for a person.
    var text: String {
        let part = fraction.map { " \(Int($0 * 100)) %" } ?? ""
        let wait = waitsFor > 0 ? ", for \(Format.count(waitsFor, "transaction", "transactions"))" : ""
        return phase + part + wait
    }
}
