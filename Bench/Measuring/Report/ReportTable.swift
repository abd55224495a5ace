/// A table for the terminal and for a document. The first column is aligned to the left, the others to the right.
package struct ReportTable: Sendable {
    private let header: [String]
    private var rows: [[String]] = []

    package init(_ header: [String]) {
        self.header = header
    }

    /// - Parameter row: as many cells as the header has; missing ones stay empty.
    package mutating func add(_ row: [String]) {
        rows.append(row + Array(repeating: "", count: max(0, header.count - row.count)))
    }

    package var text: String {
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        let rule = String(repeating: "─", count: widths.reduce(0, +) + 2 * (widths.count - 1))
        let lines = ([header] + rows).map { row in
            let cells = row.indices.map { Self.pad(row[$0], widths[$0], toRight: $0 > 0) }
            return Self.trimmed(cells.joined(separator: "  "))
        }
        return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
    }

    package var markdown: String {
        let rule = ["---"] + Array(repeating: "---:", count: header.count - 1)
        return ([header, rule] + rows).map { row in
            "| " + row.map { $0.replacing("|", with: #"\|"#) }.joined(separator: " | ") + " |"
        }.joined(separator: "\n")
    }

    private static func pad(_ text: String, _ width: Int, toRight: Bool) -> String {
        let spaces = String(repeating: " ", count: max(0, width - text.count))
        return toRight ? spaces + text : text + spaces
    }

    private static func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
