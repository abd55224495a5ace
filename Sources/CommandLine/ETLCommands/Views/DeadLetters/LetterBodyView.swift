import DeadLetters
import DecodedValues
import DisplayText
import Inspection
import TerminalOutput

extension LetterBody {
    /// The maximum number of lines shown of a job.
    static let jobLineLimit = 200

    /// The body as printable lines without control characters: at most a few hundred, each of a few KiB.
    var lines: [String] {
        let blocks = [summary, jobLines, header.block("header"), columnLines] + recordBlocks + rejectBlocks
        let dumps = undecoded.map(\.lines)
        return (blocks + dumps).filter { !$0.isEmpty }.joined(separator: [""]).map(\.printable)
    }

    private var summary: [String] {
        ["\(form.name), \(Format.count(bytes)) bytes"] + problems.map { "problem: \($0)" }
    }

    private var jobLines: [String] {
        guard let job, let document = try? JSONOutput.document(job) else { return [] }
        let lines = document.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let shown = lines.prefix(Self.jobLineLimit).map { TextBeginning.of($0, bytes: $0.utf8.count) }
        return lines.count > shown.count ? shown + ["and \(Format.count(lines.count - shown.count)) more lines"] : shown
    }

    private var columnLines: [String] {
        guard let columns, !columns.isEmpty else { return [] }
        let all = header.entries.first { $0.name == "columns" }?.value.shown ?? ""
        return ["first \(columns.count) of \(all) columns"] + columns.map { "  \($0)" }
    }

    private var recordBlocks: [[String]] {
        records.enumerated().map { index, fields in fields.block("record \(index + 1)") }
    }

    private var rejectBlocks: [[String]] {
        rejects.enumerated().map { index, fields in fields.block("reject \(index + 1)") }
    }
}

extension NamedValues {
    /// A title and a line for each value; empty without values.
    fileprivate func block(_ title: String) -> [String] {
        let width = entries.map(\.name.count).max() ?? 0
        return entries.isEmpty
            ? []
            : [title]
                + entries.map { entry in
                    let note = entry.note.map { " (\($0))" } ?? ""
                    return "  \(Format.left(entry.name, width)) = \(entry.value.shown)\(note)"
                }
    }
}

extension LetterBody.Dump {
    /// The offset, the bytes in hex, and as ASCII.
    var lines: [String] {
        var lines = ["could not be decoded: \(Format.count(count)) bytes from offset \(offset)"]
        for row in rows { lines.append("  \(row.offset)  \(Format.left(row.digits, 47))  \(row.text)") }
        if count > shown.count { lines.append("  and \(Format.count(count - shown.count)) more bytes") }
        return lines
    }
}
