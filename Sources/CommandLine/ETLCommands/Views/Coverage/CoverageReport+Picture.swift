import Coverage
import DisplayText
import TerminalOutput

extension CoverageReport {
    /// The blocks as rows of characters, one for each bucket, and what the characters mean.
    func picture(within width: Int) -> [String] {
        guard let first = density.first, let last = density.last else { return [] }
        let label = Format.width(Format.count(Int(last.from))) + 2
        // Rows of tens are easy to count, unless all fit into one.
        let room = max(10, width - label)
        let cells = density.count <= room ? density.count : room / 10 * 10
        let highest = density.map(\.perBlock).max() ?? 0
        let rows = stride(from: 0, to: density.count, by: cells).map { start in
            let row = density[start..<min(start + cells, density.count)]
            let name = Format.right(Format.count(Int(density[start].from)), label - 2)
            return name + "  " + row.map { $0.character(beside: highest) }.joined()
        }
        let blocks = Format.count(Int(first.to - first.from + 1), "block", "blocks")
        let legend = """
            A character is \(blocks): ░▒▓█ records for each block, in quarters of the most; - loaded or scanned, without records; · gap; \
            ▖ partly a gap; ! few records beside its neighbours.
            """
        return rows + Format.wrapped(legend, width)
    }
}

extension CoverageReport.Bucket {
    /// A shade from 1 to 4: the quarter of the highest density; 0 without records.
    func shade(beside highest: Double) -> Int {
        guard records > 0, highest > 0 else { return 0 }
        return min(4, Int(perBlock / highest * 4) + 1)
    }

    fileprivate func character(beside highest: Double) -> String {
        if coveredBlocks == 0 { return "·" }
        if gapBlocks > 0 { return "▖" }
        return isSparse ? "!" : ["-", "░", "▒", "▓", "█"][shade(beside: highest)]
    }
}
