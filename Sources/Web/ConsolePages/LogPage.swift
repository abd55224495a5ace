package import Actions
import DisplayText
import HTMLText
import Ledger

extension Page {
    /// Who did what?
    ///
    /// - Parameters:
    ///   - isCut: whether there are older actions.
    ///   - number: only actions before this one are asked for; nil for the newest.
    package static func log(_ actions: [KnownAction], isCut: Bool, before number: Int64? = nil, now: Int) -> Page {
        let open = [
            (actions.count { $0.isUnderWay }, "under way"), (actions.count { $0.isBrokenOff }, "broken off"),
        ].filter { $0.0 > 0 }.map { "\(Format.count($0.0)) \($0.1)" }
        let sentence =
            "\(Format.count(actions.count, "action", "actions")) on this page"
            + (open.isEmpty ? "." : ", of them \(open.joined(separator: " and ")).")
        return Page(.log, sentence: sentence, twin: "etl log") { html in
            guard !actions.isEmpty else {
                guard number != nil else { return html.nothing("Nobody has acted yet.", at: now) }
                html.nothing("No action is older.", at: now)
                return html.element("p") { $0.element("a", .href(PageLink("/log")), text: "To the newest actions") }
            }
            let columns: [Column] = [.text("what"), .text("when"), .text("who"), .text("from"), .text("result")]
            html.table("Actions", columns, actions) { html, known in
                let action = known.action
                html.linkCell(
                    PageLink("/log/", last: "\(action.number)"), "\(action.verb) \(action.selection)".cut(toBytes: 160))
                html.element("td") { $0.moment(action.begunAt, now: now) }
                html.foreignCell(action.actor)
                html.foreignCell(action.address)
                html.foreignCell(known.ending)
            }
            if isCut, let last = actions.last?.action {
                html.element("p") { html in
                    html.element("a", .href(PageLink("/log", [("before", "\(last.number)")])), text: "Older actions")
                }
            }
        }
    }
}
