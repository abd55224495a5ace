import DisplayText
import Origins
import SourceDescriptions
import TerminalOutput

extension OriginReport {
    /// The origin as lines.
    var lines: [String] {
        guard let uri, let sourceId, let recordNumber else {
            return ["An earlier version loaded the \(name). It did not record which file a row came from."]
        }
        let facts: [(name: String, text: String)] = [
            ("file", uri), ("source", sourceId),
            ("record", Format.count(Int(recordNumber)) + (place.map { ": \($0)" } ?? "")),
            ("batch", batch.map(Format.count) ?? "the ledger does not have it: it is to be loaded again"),
            ("loaded", loadedAt ?? "?"),
        ]
        return facts.map { "\(Format.left($0.name, 8)) \($0.text.printable)" }
    }

    private var name: String {
        if let address { return "token \(address)" }
        return "transfer \(blockNumber ?? 0) \(logIndex ?? 0)"
    }

    /// Where the record is in a file of the format, as far as its number tells; nil if that is unknown.
    private var place: String? {
        guard let recordNumber, let name = format?.split(separator: ",").first else { return nil }
        switch SourceFormat.allCases.first(where: { $0.name == name }) {
        case .csv, .cryo:
            return "line \(Format.count(Int(recordNumber) + 1)), if each line from the header to there is a record"
        case .ndjson, .stream: return "line \(Format.count(Int(recordNumber))), if none before it is empty"
        case .array: return "this element of the array"
        case .parquet: return "this row of the file"
        case nil: return nil
        }
    }
}
