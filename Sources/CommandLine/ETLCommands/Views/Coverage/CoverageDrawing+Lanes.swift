import Coverage
import DisplayText
import TerminalOutput

extension CoverageDrawing {
    /// The sources below the chart, a group of elements each.
    func lanes(from top: Int) -> [String] {
        let sources = report.sources.filter { $0.leastBlock != nil || $0.declaredFrom != nil }.suffix(Self.mostLanes)
        let labels = SourceLabel.labels(of: sources.map { ($0.uri, nil) })
        return zip(sources, labels).enumerated().map { lane($1.0, $1.1, at: top + $0 * Self.lane) }
    }

    /// The reach of a source as a bar, within a frame for what its name declares, and its name where there is room.
    private func lane(_ source: CoverageReport.Source, _ label: String, at y: Int) -> String {
        let title =
            "\(source.uri), \(source.state), blocks \(BlockText.bounds(source.leastBlock, source.greatestBlock))"
        let (reached, declared) = (
            drawn(source.leastBlock, source.greatestBlock), drawn(source.declaredFrom, source.declaredTo)
        )
        let parts = [reached, declared].compactMap(\.self)
        func boxes(_ range: (from: Int64, to: Int64)?) -> [String] {
            range.map { [box($0.from, $0.to, Double(y + 2), Double(Self.lane - 6))] } ?? []
        }
        let elements =
            ["<g><title>\(XMLText.escaped(title))</title>"] + path("records", boxes(reached))
            + path("declared", boxes(declared)) + [name(Format.middle(label, 40), parts, on: reached, at: y + 12)] + [
                "</g>"
            ]
        return elements.joined(separator: "\n")
    }

    /// The part of a range that is in the picture.
    private func drawn(_ from: Int64?, _ to: Int64?) -> (from: Int64, to: Int64)? {
        guard let from, let to, let first = report.from, let last = report.to, from <= last, to >= first else {
            return nil
        }
        return (max(first, from), min(last, to))
    }

    /// A name behind bars, before them, or on the one that is filled.
    private func name(
        _ label: String, _ bars: [(from: Int64, to: Int64)], on filled: (from: Int64, to: Int64)?, at y: Int
    ) -> String {
        let start = Int(place(Double(bars.map(\.from).min() ?? 0)))
        let end = Int(place(Double(bars.map(\.to).max() ?? 0) + 1))
        // Some 7 of the picture's units for a character.
        let room = Format.width(label) * 7 + 12
        if end + room < Self.width - Self.margin { return text(end + 6, y, label) }
        if start > room + Self.margin { return text(start - 6, y, label, "end") }
        guard let filled else { return text(start + 6, y, label) }
        return text(Int(place(Double(filled.from))) + 6, y, label, "over")
    }
}
