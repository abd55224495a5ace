import DisplayText

/// A terminal screen that draws each status over the previous one, so that unchanged lines do not flicker.
package struct StatusScreen {
    private let write: (String) -> Void

    package init(write: @escaping (String) -> Void = { Terminal.write($0) }) {
        self.write = write
    }

    /// Clears the screen and hides the cursor.
    package func begin() { write("\u{1B}[?25l\u{1B}[H\u{1B}[2J") }

    package func end() { write("\u{1B}[?25h") }

    /// Draws lines from the top in one write; omits the lines that do not fit.
    package func draw(_ lines: [String], width: Int, height: Int) {
        var room = height - 1
        var text = "\u{1B}[H"
        for line in lines.map(Format.colouredLines) {
            // A longer line, such as a command, wraps.
            room -= max(1, (Self.visibleWidth(line) + width - 1) / max(1, width))
            guard room >= 0 else { break }
            text += line + "\u{1B}[K\n"
        }
        write(text + "\u{1B}[J")
    }

    private static func visibleWidth(_ line: String) -> Int {
        Format.width(line.replacing(/\u{1B}\[[0-9]*m/, with: ""))
    }
}
