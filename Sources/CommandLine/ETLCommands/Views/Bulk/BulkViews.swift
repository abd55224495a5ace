import BulkLoading
import DisplayText
import ETLModels
import Indexing
import TerminalOutput

extension BulkEvent {
    /// The event for a person.
    var line: String {
        switch self {
        case .started(let kind): "\(kind.name): loading without its key, which is built at the end"
        case .holdingLoads: "Waiting for loads under way"
        case .buildingKey(let kind, let needs): "\(kind.name): building the key, which needs \(needs.words)"
        case .progress(let progress): "  \(progress.text)"
        case .waitingForReaders(let kind):
            "\(kind.name): the key is built, and waits for the end of transactions that read the table"
        case .lookingForRepeatedKeys: "Looking for the rows of repeated keys, by sorting all keys"
        case .settled(let rows, let count):
            "  settled \(Format.count(rows)) of \(Format.count(count)) rows with repeated keys"
        case .finished(let kind, let removed):
            removed == 0
                ? "\(kind.name): has its key"
                : "\(kind.name): has its key; \(Format.count(removed, "row of a repeated key is", "rows of repeated keys are")) removed"
        case .index(let event): event.line
        }
    }
}

extension BulkEvent {
    /// The event of a run's own phase, which nobody has asked for: only what takes a while, and what has changed rows.
    var lineInRun: String? {
        switch self {
        case .progress(let progress): "Building the key of the table: \(progress.text)"
        case .lookingForRepeatedKeys, .settled, .waitingForReaders, .index: line
        case .finished(_, let removed): removed > 0 ? line : nil
        case .started, .holdingLoads, .buildingKey: nil
        }
    }
}

extension BulkNeeds {
    /// The needs for a person.
    var words: String {
        "about \(Format.bytes(key)), as much in the log, and \(Format.bytes(temporary)) of temporary files, more if keys repeat"
    }
}

extension BulkStatus {
    /// The phase for a person.
    var lines: [String] {
        let starter = startedBy == "run" ? "etl run" : "etl bulk start"
        let first = "\(table): in its bulk phase since \(Format.moment(Int(startedAt))) (\(starter)), \(state)"
        guard state != "building indexes" else {
            return [
                first, "The key is there. `etl bulk finish` builds the indexes \(indexes.joined(separator: ", ")).",
            ]
        }
        let loaded = "\(Format.count(rows, "row", "rows")); some may be there twice until the end."
        let rest = indexes.isEmpty ? [] : ["Indexes that are built again: \(indexes.joined(separator: ", "))."]
        return [first, loaded, "The end needs \(needs.words): `etl bulk finish`"] + rest
    }
}
