import DisplayText

/// A table with a header: text columns are left-aligned, number columns right-aligned.
package struct Table {
    /// The colour of a cell, on a terminal with colours.
    package enum Style: String, Sendable, CaseIterable {
        case good = "32"
        case bad = "31"
        case caution = "33"

        fileprivate var sequence: String { "\u{1B}[\(rawValue)m" }
        fileprivate static let end = "\u{1B}[0m"
    }

    private struct Row {
        let cells: [String]
        var styles: [Int: Style] = [:]
    }

    private let header: Row
    private let texts: Set<Int>
    private var rows: [Row] = []
    private var ruleBefore: Set<Int> = []

    /// - Parameter texts: the indices of the text columns.
    package init(_ header: [String], texts: Set<Int> = [0]) {
        self.header = Row(cells: header)
        self.texts = texts
    }

    package mutating func add(_ row: [String], styles: [Int: Style] = [:]) {
        rows.append(Row(cells: row.map(\.printable), styles: styles))
    }

    /// Draws a rule before the next row.
    package mutating func addRule() {
        ruleBefore.insert(rows.count)
    }

    /// The lines. If they exceed `width`, truncates the first column so that its texts stay different, then the lines.
    package func lines(within width: Int = 80, hasColours: Bool = false) -> [String] {
        var widths = header.cells.indices.map { column in
            ([header] + rows).map { Format.width($0.cells[column]) }.max() ?? 0
        }
        let gaps = 2 * (widths.count - 1)
        let excess = widths.reduce(0, +) + gaps - width
        if excess > 0 { widths[0] = min(widths[0], max(8, widths[0] - excess)) }
        let rule = String(repeating: "─", count: min(width, widths.reduce(0, +) + gaps))
        let isTooWide = widths.reduce(0, +) + gaps > width
        func line(_ row: Row, _ name: String) -> String {
            let line = self.line(row, name, widths, hasColours: hasColours && !isTooWide)
            return isTooWide ? Format.head(line, width) : line
        }
        let names = Format.distinct(([header] + rows).map { $0.cells[0] }, widths[0])
        var lines = [line(header, names[0]), rule]
        for (index, row) in rows.enumerated() {
            if ruleBefore.contains(index) { lines.append(rule) }
            lines.append(line(row, names[index + 1]))
        }
        return lines
    }

    private func line(_ row: Row, _ name: String, _ widths: [Int], hasColours: Bool) -> String {
        let padded = row.cells.indices.map { column in
            let cell = column == 0 ? name : row.cells[column]
            let isLast = column == row.cells.count - 1
            let text =
                !texts.contains(column)
                ? Format.right(cell, widths[column]) : isLast ? cell : Format.left(cell, widths[column])
            guard hasColours, let style = row.styles[column] else { return text }
            return "\(style.sequence)\(text)\(Style.end)"
        }
        return padded.joined(separator: "  ")
    }
}

extension Format {
    /// The printable lines of a text, with the colours of a ``Table``.
    package static func colouredLines(_ text: String) -> String {
        let own = Set(Table.Style.allCases.map(\.sequence) + [Table.Style.end])
        var shown = ""
        var rest = text[...]
        while let found = rest.firstMatch(of: /\u{1B}\[[0-9]*m/) {
            let sequence = String(found.output)
            shown += String(rest[..<found.range.lowerBound]).printableLines
            shown += own.contains(sequence) ? sequence : sequence.printable
            rest = rest[found.range.upperBound...]
        }
        return shown + String(rest).printableLines
    }
}
