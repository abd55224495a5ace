package import Actions
import DisplayText
import HTMLText
package import Ledger

extension Page {
    /// The most results on the page of an action.
    package static let mostResults = 1000

    /// Who did what?
    ///
    /// - Parameter isCut: whether there are older actions.
    package static func log(_ actions: [LoggedAction], isCut: Bool, now: Int) -> Page {
        let open = actions.count { $0.outcome == nil }
        let sentence =
            "\(Format.count(actions.count, "action", "actions")) on this page"
            + (open > 0 ? ", \(Format.count(open)) of them under way or interrupted." : ".")
        return Page(.log, sentence: sentence, twin: "etl log") { html in
            guard !actions.isEmpty else { return html.nothing("Nobody has acted yet. Looked \(Format.moment(now)).") }
            let columns: [Column] = [.text("what"), .text("when"), .text("who"), .text("from"), .text("result")]
            html.table("Actions", columns, actions) { html, action in
                html.linkCell(
                    PageLink("/log/", last: "\(action.number)"), "\(action.verb) \(action.selection)".cut(toBytes: 160))
                html.element("td") { $0.moment(action.begunAt, now: now) }
                html.foreignCell(action.actor)
                html.foreignCell(action.address)
                html.foreignCell(action.ending)
            }
            if isCut, let last = actions.last {
                html.element("p") { html in
                    html.element("a", .href(PageLink("/log", [("before", "\(last.number)")])), text: "Older actions")
                }
            }
        }
    }

    /// What became of it?
    ///
    /// - Parameter snapshot: tells which letters have died again.
    package static func action(_ report: ActionReport, _ snapshot: Snapshot?, now: Int) -> Page {
        let action = report.action
        let fates = LetterFates(report.results, snapshot)
        return Page(
            .log, title: "Action \(action.number)", sentence: "\(action.ending.cut(toBytes: 400)).\(fates.sentence)",
            twin: "etl log \(action.number)"
        ) { html in
            html.facts([
                ("what", "etl \(action.verb) \(action.selection)"),
                ("who", "\(action.actor), known by \(action.knownBy), from \(action.address)"),
                ("begun", Format.moment(action.begunAt)), ("ended", action.endedAt.map(Format.moment) ?? "–"),
                ("why", action.reason ?? "–"),
            ])
            guard !report.results.isEmpty else {
                return html.nothing("It has no result for a single letter, source or file.")
            }
            if action.subjects > report.results.count, report.results.count >= mostResults {
                html.element("p", text: "The first \(Format.count(mostResults)) results. The command line has all.")
            }
            let columns: [Column] = [.text("of"), .text("result"), .text("since"), .text("words")]
            html.table("Results", columns, report.results) { html, result in
                html.foreignCell(result.subject ?? "")
                html.cell(result.outcome.rawValue)
                html.element("td") { html in
                    switch fates.fate(of: result) {
                    case nil: break
                    case .loaded: html.text("loaded")
                    case .diedAgain(let id):
                        html.element("a", .href(PageLink("/dead/", last: id)), text: "died again")
                    case .underWay: html.text("under way")
                    }
                }
                html.foreignCell(result.detail, limit: 1000)
            }
        }
    }
}
