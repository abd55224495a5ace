/// Columns of text under a header, numbers to the right.
struct Table {
    private let header: [String]
    private var rows: [[String]] = []
    private var ruleBefore: Set<Int> = []

    init(_ header: [String]) {
        self.header = header
    }

    mutating func add(_ row: [String]) {
        rows.append(row)
    }

    /// Draws a line before the next row.
    mutating func addRule() {
        ruleBefore.insert(rows.count)
    }

    /// The lines. The first column is aligned to the left, the others to the right; where all would be wider than
    /// `width`, the first is cut.
    func lines(within width: Int = 80) -> [String] {
        var widths = header.indices.map { column in
            ([header] + rows).map { $0[column].count }.max() ?? 0
        }
        let excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
        if excess > 0 { widths[0] = min(widths[0], max(12, widths[0] - excess)) }
        let rule = String(repeating: "─", count: widths.reduce(0, +) + 2 * (widths.count - 1))
        var lines = [line(header, widths), rule]
        for (index, row) in rows.enumerated() {
            if ruleBefore.contains(index) { lines.append(rule) }
            lines.append(line(row, widths))
        }
        return lines
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = cells.indices.map { column in
            column == 0
                ? Format.left(Format.tail(cells[column], widths[column]), widths[column])
                : Format.right(cells[column], widths[column])
        }
        return padded.joined(separator: "  ")
    }
}
