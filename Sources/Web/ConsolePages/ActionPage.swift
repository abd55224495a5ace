package import Actions
import DisplayText
import HTMLText
package import Ledger

extension Page {
    /// The most results on the page of an action.
    package static let mostResults = 200

    /// What became of it?
    ///
    /// - Parameters:
    ///   - dead: the letters that are dead now.
    ///   - after: where the results begin; nil for the first.
    package static func action(_ page: ActionPage, dead: DeadNow, after: ResultPlace?, now: Int) -> Page {
        let (action, tally) = (page.action, page.tally)
        let progress = action.endedAt == nil ? ", \(tally.words(of: action.subjects)) so far" : ""
        let away = action.away(at: now)
        let since = tally.since(away: away).map { " Since then: \($0)." } ?? ""
        return Page(
            .log, title: "Action \(action.number)",
            sentence: "\(page.known.ending.cut(toBytes: 400))\(progress).\(since)",
            twin: "etl log \(action.number)",
            freshness: page.known.isUnderWay || tally.underWay > 0 && action.isRecent(at: now) ? .asked : .rested
        ) { html in
            html.facts([
                ("what", "etl \(action.verb) \(action.selection)"),
                ("who", "\(action.actor), known by \(action.knownBy), from \(action.address)"),
                ("begun", Format.moment(action.begunAt)), ("ended", action.endedAt.map(Format.moment) ?? "–"),
                ("why", action.reason ?? "–"),
            ])
            if action.endedAt == nil, action.subjects > 1 {
                html.element("p") { $0.bar(percent: tally.results * 100 / action.subjects, of: "acted on") }
            }
            html.incompleteSources(page.incomplete)
            writeFilters(page, &html)
            guard !page.results.isEmpty else {
                let what =
                    page.filter == .all
                    ? "It has no result for a single letter, source or file." : "None of its results is of this kind."
                return html.nothing(what, at: now)
            }
            write(page.results, dead, away: away, &html)
            writePlaces(page, after, &html)
        }
    }

    private static func writeFilters(_ page: ActionPage, _ html: inout HTML) {
        let tally = page.tally
        guard tally.results > 0 else { return }
        let counts = [(ResultFilter.all, tally.results), (.failed, tally.failed), (.diedAgain, tally.diedAgain)]
        html.chips(
            "Results",
            counts.map { filter, count in
                (filter.title, count, page.action.link([("only", filter.parameter)]), filter == page.filter)
            })
    }

    /// - Parameter away: what is said of letters of which nothing is known.
    private static func write(_ results: [ActionResult], _ dead: DeadNow, away: String, _ html: inout HTML) {
        let columns: [Column] = [.text("of"), .text("result"), .text("since"), .text("words")]
        html.table("Results", columns, results) { html, result in
            html.foreignCell(result.subject ?? "")
            html.cell(result.outcome.rawValue)
            html.element("td") { html in
                guard let fate = dead.fate(of: result) else { return }
                let words = fate.words(away: away)
                if case .diedAgain(let id) = fate {
                    html.element("a", .href(PageLink("/dead/", last: id)), text: words)
                } else {
                    html.text(words)
                }
            }
            html.foreignCell(result.detail, limit: 1000)
        }
    }

    private static func writePlaces(_ page: ActionPage, _ after: ResultPlace?, _ html: inout HTML) {
        guard page.next != nil || after != nil else { return }
        html.element("nav", .named("aria-label", "Pages of the list")) { html in
            html.element("p") { html in
                if after != nil {
                    html.element("a", .href(page.action.link([("only", page.filter.parameter)])), text: "first")
                    html.text(" ")
                }
                if let next = page.next {
                    let link = page.action.link([("only", page.filter.parameter), ("after", next.description)])
                    html.element("a", .href(link), text: "later")
                }
            }
        }
    }
}

extension LoggedAction {
    fileprivate func link(_ parameters: [(StaticString, String?)]) -> PageLink {
        PageLink("/log/", last: "\(number)", parameters)
    }
}

extension ResultFilter {
    /// As the address of a page has it; nil for all.
    fileprivate var parameter: String? { self == .all ? nil : rawValue }

    fileprivate var title: String {
        switch self {
        case .all: "all"
        case .failed: "failed"
        case .diedAgain: "died again"
        }
    }
}

extension ActionTally {
    /// `34 of 120`
    fileprivate func words(of subjects: Int) -> String {
        subjects > 1
            ? "\(Format.count(results)) of \(Format.count(subjects))" : "\(Format.count(results, "result", "results"))"
    }
}
