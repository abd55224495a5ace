/// Columns under a header: texts to the left, numbers to the right.
struct Table {
    private let header: [String]
    private let texts: Set<Int>
    private var rows: [[String]] = []
    private var ruleBefore: Set<Int> = []

    /// - Parameter texts: the columns with text.
    init(_ header: [String], texts: Set<Int> = [0]) {
        self.header = header
        self.texts = texts
    }

    mutating func add(_ row: [String]) {
        rows.append(row)
    }

    /// Draws a line before the next row.
    mutating func addRule() {
        ruleBefore.insert(rows.count)
    }

    /// The lines; where they would be wider than `width`, the first column is cut.
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
            let cell = column == 0 ? Format.tail(cells[column], widths[column]) : cells[column]
            if texts.contains(column) && column == cells.count - 1 { return cell }
            return texts.contains(column) ? Format.left(cell, widths[column]) : Format.right(cell, widths[column])
        }
        return padded.joined(separator: "  ")
    }
}
