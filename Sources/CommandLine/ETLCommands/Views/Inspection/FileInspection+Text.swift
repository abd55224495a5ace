import Bus
import DeadLetters
import DisplayText
import ETLModels
import Inspection
import SourceReading
import Submission
import TerminalOutput

extension FileInspection {
    /// The inspection as lines of at most 80 columns, without control characters.
    var lines: [String] {
        let title = Format.middle(path.printable, 80)
        return [title] + (summary + sources.flatMap(lines)).map { $0.isEmpty ? "" : "  " + $0 }
    }

    private static let width = 78

    private var summary: [String] {
        var lines: [String] = []
        if let bytes, let compression, let format {
            let stored = compression == "none" ? "" : ", \(compression)"
            let between = delimiter.map { ", \($0) between fields" } ?? ""
            let header = headerless ? ", no header" : ""
            lines.append("\(Format.count(Int(clamping: bytes))) bytes\(stored); \(format)\(between)\(header)")
        }
        if let parquet { lines += parquet.lines(width: Self.width) }
        if let failure {
            return lines + Self.wrapped("cannot be submitted: \(failure)\(advice.reason)") + Self.pasted(advice.flags)
        }
        guard !sources.isEmpty else { return lines + ["empty: a source without records"] }
        if let items { lines += Self.wrapped("items: \(items.words)") }
        if let unread {
            lines += Self.wrapped(unread.reason) + Self.pasted(unread.renames.flags)
        } else if !ignored.isEmpty {
            lines += Self.wrapped("ignored: \(Self.listed(ignored))")
        }
        return lines
    }

    private func lines(of source: Source) -> [String] {
        ["", source.kind, ""] + columnLines(of: source) + source.check.lines(width: Self.width)
    }

    private func columnLines(of source: Source) -> [String] {
        var table = Table(["column", "type", "", "read from"], texts: [0, 1, 2, 3])
        for column in source.columns {
            let field = column.field.map { Format.head($0.printableName, 40) } ?? "not in the file → NULL"
            table.add([column.column, column.type, column.required ? "required" : "", field])
        }
        return table.lines(within: Self.width)
    }

    private static func wrapped(_ text: String) -> [String] {
        Format.wrapped(text.printable, width)
    }

    /// Options in lines that a shell takes as one.
    private static func pasted(_ flags: [String]) -> [String] {
        flags.enumerated().map { index, flag in index < flags.count - 1 ? flag + " \\" : flag }
    }

    /// The field names; only the first of many.
    private static func listed(_ names: [String]) -> String {
        let shown = names.prefix(40).map { Format.head($0.printableName, 40) }.joined(separator: ", ")
        return names.count > 40 ? "\(shown) and \(Format.count(names.count - 40)) more" : shown
    }
}

extension ParquetOutline {
    /// The columns shown.
    private static let shownColumns = 40

    /// The row groups and the schema.
    fileprivate func lines(width: Int) -> [String] {
        let groups = rowGroups == 1 ? "row group" : "row groups of at most \(Format.count(Int(largestGroup)))"
        var text = "\(Format.count(Int(rows))) rows in \(Format.count(rowGroups)) \(groups)"
        if let writer { text += ", written by \(Format.head(writer.printable, 60))" }
        var table = Table(["column in the file", "type", "", "codec", "size"], texts: [0, 1, 2, 3])
        for column in columns.prefix(Self.shownColumns) {
            table.add([
                Format.head(column.name.printableName, 24), Format.head(column.type, 36),
                column.optional ? "" : "required", column.codecs.joined(separator: " "),
                Format.bytes(Int64(clamping: column.bytes)),
            ])
        }
        var lines = Format.wrapped(text, width) + [""] + table.lines(within: width)
        if columns.count > Self.shownColumns {
            lines.append("and \(Format.count(columns.count - Self.shownColumns)) more columns")
        }
        guard !nested.isEmpty else { return lines }
        let names = nested.prefix(10).map { Format.head($0.printableName, 40) }.joined(separator: ", ")
        return lines + Format.wrapped("nested, and not read: \(names)", width)
    }
}

extension ItemTypes {
    /// `5,000 token_transfer, 3,000 block`
    fileprivate var words: String {
        var parts = types.map { "\(Format.count($0.count)) \(Format.head($0.type.printable, 40))" }
        if untyped > 0 { parts.append("\(Format.count(untyped)) without a type") }
        return parts.joined(separator: ", ")
    }
}
