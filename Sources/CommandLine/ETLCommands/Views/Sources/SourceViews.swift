import DisplayText
import Progress
import TerminalOutput

extension LedgerSource {
    /// The sources as a table. Only the digits of an id that tell it from the others are shown, at least eight.
    static func lines(of sources: [LedgerSource], within width: Int) -> [String] {
        var table = Table(
            ["source", "id", "kind", "state", "batches", "records", "loaded", "duplicates", "rejected"],
            texts: [0, 1, 2, 3])
        let labels = SourceLabel.labels(of: sources.map { ($0.uri, nil) })
        let digits = shortestDigits(sources.map(\.sourceId))
        for (source, label) in zip(sources, labels) { table.add(source.cells(label, digits)) }
        return table.lines(within: width)
    }

    private func cells(_ label: String, _ digits: Int) -> [String] {
        let counts = [records, loaded, duplicates, rejected].map(Format.count)
        let all = batches.map(Format.count) ?? "?"
        return [label, String(sourceId.prefix(digits)), kind.printable, state.rawValue]
            + ["\(Format.count(batchesDone))/\(all)"] + counts
    }

    /// The number of first characters that tell all ids apart.
    private static func shortestDigits(_ ids: [String]) -> Int {
        for digits in [8, 13, 18, 23] where Set(ids.map({ $0.prefix(digits) })).count == Set(ids).count {
            return digits
        }
        return 36
    }
}

extension LedgerSourceView {
    /// The source as lines.
    var lines: [String] {
        let facts: [(name: String, text: String)] = [
            ("source", source.sourceId), ("file", source.uri), ("kind", source.kind),
            ("state", source.state.rawValue + ((source.removedAt ?? source.retiredAt).map { " at \($0)" } ?? "")),
            ("format", format),
            (
                SourceUnit(of: source.uri).rawValue,
                "\(Format.count(Int(source.bytesDone))) of \(Format.count(Int(source.bytes))) loaded"
            ),
            ("modified", modifiedAt ?? "?"), ("submitted", submittedAt ?? "not yet"),
            ("progress", source.lastProgressAt.map { "last at \($0)" } ?? "?"),
            ("batches", "\(Format.count(source.batchesDone)) of \(source.batches.map(Format.count) ?? "?") loaded"),
        ]
        var lines = facts.map { "\(Format.left($0.name, 11)) \($0.text.printable)" }
        for (name, count) in counts { lines.append("\(Format.left(name, 11)) \(Format.count(count))") }
        for reject in rejects {
            let field = reject.field.map { " \($0)" } ?? ""
            lines.append("  \(reject.reason)\(field): \(Format.count(reject.count))".printable)
        }
        if let deadLetters {
            let ids = deadLetters.isEmpty ? "none" : deadLetters.joined(separator: " ")
            lines.append("\(Format.left("letters", 11)) \(ids)")
        }
        return lines
    }

    private var counts: [(String, Int)] {
        [
            ("records", source.records), ("loaded", source.loaded), ("duplicates", source.duplicates),
            ("completed", source.completed), ("replaced", source.replaced), ("repaired", source.repaired),
            ("skipped", source.skipped),
            ("rejected", source.rejected),
        ]
    }
}
