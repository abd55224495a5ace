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
    ///
    /// - Parameter now: in seconds since 1970.
    static func lines(of report: ActionReport, at now: Int) -> [String] {
        let action = report.action.action
        var facts = [
            ("action", "\(action.number)"), ("what", "etl \(action.verb) \(action.selection)"),
            ("who", "\(action.actor), known by \(action.knownBy), from \(action.address)"),
            ("begun", Format.moment(action.begunAt)),
        ]
        if let reason = action.reason { facts.append(("why", reason)) }
        if let endedAt = action.endedAt { facts.append(("ended", Format.moment(endedAt))) }
        facts.append(("result", report.action.ending))
        // Without the dead letters, nobody knows more.
        let away = report.dead == nil ? "not loaded" : action.away(at: now)
        if let since = report.tally.since(away: away) {
            let caution = report.dead == nil ? "; no broker has told whether they are dead again" : ""
            facts.append(("since", since + caution))
        }
        let dead = report.dead ?? DeadNow()
        let results = report.results.map { result in
            let fate = dead.fate(of: result).map { " (\($0.words(away: away)))" } ?? ""
            return "  \(result.outcome.rawValue)\(fate)  \(result.subject ?? ""): \(result.detail)".printable
        }
        return facts.map { "\(Format.left($0.0, 7)) \($0.1.printable)" } + results
    }
}
