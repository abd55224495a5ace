import Actions
import DisplayText
import Ledger
import ServerAccess
import TerminalOutput

/// Formats the log of actions.
enum ActionView {
    /// Actions as a table.
    static func lines(of actions: [KnownAction], within width: Int) -> [String] {
        var table = Table(["what", "number", "when", "who", "from", "result"], texts: [0, 2, 3, 4, 5])
        for known in actions {
            let action = known.action
            table.add(
                [
                    "\(action.verb) \(String(action.selection.prefix(80)))", "\(action.number)",
                    Format.moment(action.begunAt), action.actor, action.address, known.ending,
                ], styles: action.outcome == "failed" ? [5: .bad] : action.outcome == "done" ? [:] : [5: .caution])
        }
        return table.lines(within: width, hasColours: Terminal.hasColours)
    }

    /// An action and its results as lines.
    static func lines(of report: ActionReport) -> [String] {
        let action = report.action.action
        var facts = [
            ("action", "\(action.number)"), ("what", "etl \(action.verb) \(action.selection)"),
            ("who", "\(action.actor), known by \(action.knownBy), from \(action.address)"),
            ("begun", Format.moment(action.begunAt)),
        ]
        if let reason = action.reason { facts.append(("why", reason)) }
        if let endedAt = action.endedAt { facts.append(("ended", Format.moment(endedAt))) }
        facts.append(("result", report.action.ending))
        let results = report.results.map {
            "  \($0.outcome.rawValue)  \($0.subject ?? ""): \($0.detail)".printable
        }
        return facts.map { "\(Format.left($0.0, 7)) \($0.1.printable)" } + results
    }
}
