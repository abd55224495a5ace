import DeadLetters
import DecodedValues
import DisplayText
import Inspection
import TerminalOutput

extension RecordCheck {
    /// The check as lines.
    func lines(width: Int) -> [String] {
        var lines: [String] = []
        for record in firstRecords {
            lines += ["", "record \(Format.count(Int(clamping: record.record)))"] + record.lines(width)
        }
        lines += ["", summary] + reasonLines + heldLines(width) + damageLines(width)
        for reject in firstRejects { lines += [""] + reject.lines(width) }
        return lines
    }

    private var summary: String {
        let mended = repaired > 0 ? " (\(Format.count(repaired)) repaired)" : ""
        let others = skipped > 0 ? ", \(Format.count(skipped)) of other kinds" : ""
        let counts = "\(Format.count(passed)) pass\(mended), \(Format.count(rejected)) rejected\(others)"
        if checked == 0 { return damage == nil && isWhole ? "no records" : "no record was read" }
        let which = damage != nil ? "before the damage" : isWhole ? "all records" : "first records"
        return "\(which), \(Format.count(checked)): \(counts)"
    }

    private var reasonLines: [String] {
        guard !reasons.isEmpty else { return [] }
        var table = Table(["reason", "field", "records"], texts: [0, 1])
        for reason in reasons { table.add([reason.reason, reason.field ?? "", Format.count(reason.count)]) }
        return [""] + table.lines()
    }

    private func heldLines(_ width: Int) -> [String] {
        guard let line = heldFromLine else { return [] }
        return [""] + Format.wrapped(HeldLines.words(heldLines, from: Int64(clamping: line)), width)
    }

    private func damageLines(_ width: Int) -> [String] {
        guard let damage else { return [] }
        return [""] + Format.wrapped("damaged: \(damage)".printable, width)
    }
}

extension RecordCheck.Decoded {
    fileprivate func lines(_ width: Int) -> [String] {
        let names = values.entries.map(\.name.count).max() ?? 0
        return values.entries.map { entry in
            let value = Format.middle(entry.value.shown.printable, width - names - 4)
            return "  \(Format.left(entry.name, names))  \(value)"
        }
    }
}

extension RecordCheck.Rejected {
    fileprivate func lines(_ width: Int) -> [String] {
        var title = "record \(Format.count(Int(clamping: record))): \(reason)"
        if let field { title += " \(field)" }
        if let value { title += " “\(value.printable)”" }
        if let line, let lines { title += ", \(LineRange.words(Int64(clamping: line), count: lines))" }
        let wrapped = Format.wrapped(hint, width - 2)
        return [Format.head(title, width)]
            + (wrapped + [Format.head(raw.printable, width - 2)]).map { "  " + $0 }
    }
}
