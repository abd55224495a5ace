import DisplayText
import HTMLText
import Progress

extension Page {
    /// The most sources on a page.
    static let mostSources = 200

    /// Which file is late?
    ///
    /// - Parameters:
    ///   - state: only sources in this state; nil for all.
    ///   - page: counts from 1.
    package static func sources(_ snapshot: Snapshot?, state: String?, page: Int) -> Page {
        let all = snapshot?.status.sources ?? []
        let chosen = all.filter { state == nil || $0.status == state }.sorted { $0.urgency < $1.urgency }
        let isState = states.contains { $0.0 == state }
        let sentence =
            isState
            ? "\(Format.count(chosen.count, "source", "sources"))\(state.map { " \($0)" } ?? "")."
            : "There is no such state: choose one of these."
        let shown = Array(chosen.dropFirst((max(1, page) - 1) * mostSources).prefix(mostSources))
        let twin: Twin =
            state == nil
            ? .same("etl status --json") : .near("etl status --json", "Sources of all states on the command line:")
        return Page(.sources, sentence: sentence, twins: [twin], freshness: .asked) { html in
            html.chips(
                "States",
                states.map { name, title in
                    let count = name.map { name in all.count { $0.status == name } } ?? all.count
                    return (title, count, PageLink("/sources", [("state", name)]), name == state)
                })
            guard isState else { return }
            guard !shown.isEmpty || chosen.isEmpty else {
                return html.noSuchPage(of: chosen.count, size: mostSources, PageLink("/sources", [("state", state)]))
            }
            guard !shown.isEmpty else {
                let what = all.isEmpty ? "Nothing has been submitted yet." : "No source is in this state."
                return html.nothing(what, snapshot)
            }
            html.sources(shown)
            html.pages(of: chosen.count, size: mostSources, page: page) {
                PageLink("/sources", [("state", state), ("page", "\($0)")])
            }
        }
    }

    private static let states: [(String?, String)] = [
        (nil, "all"), ("incomplete", "incomplete"), ("stuck", "stuck"), ("in progress", "in progress"),
        ("complete", "complete"),
    ]
}

extension HTML {
    /// Writes sources as a table.
    mutating func sources(_ sources: [Status.Source]) {
        let columns: [Column] = [
            .text("file"), .text("state"), .text("loaded"), .number("records"), .number("rejected"), .text("left"),
        ]
        table("Sources", columns, sources) { html, source in
            html.linkCell(PageLink("/sources/", last: source.sourceId), source.fileName)
            html.cell(source.status)
            html.element("td") { $0.bar(percent: source.percent) }
            html.number(source.records)
            html.number(source.rejected)
            let still = source.secondsWithoutProgress.map { "no progress for \(Format.age($0))" }
            html.cell(
                source.secondsLeft.map { Format.left($0) } ?? (source.status == "complete" ? "" : still ?? "not known"))
        }
    }

    /// Writes that a list has fewer pages than the one that was asked for.
    mutating func noSuchPage(of count: Int, size: Int, _ first: PageLink) {
        let last = max(1, (count + size - 1) / size)
        element("p", .class("nothing")) { html in
            html.text("The list has \(Format.count(last, "page", "pages")), and this is none of them. ")
            html.element("a", .href(first), text: "To its first page")
        }
    }

    /// Writes links to the pages of a long list.
    mutating func pages(of count: Int, size: Int, page: Int, _ link: (Int) -> PageLink) {
        let last = max(1, (count + size - 1) / size)
        guard last > 1 else { return }
        element("nav", .named("aria-label", "Pages of the list")) { html in
            html.element("p") { html in
                if page > 1 { html.element("a", .href(link(page - 1)), text: "earlier") }
                html.text(" page \(Format.count(page)) of \(Format.count(last)) ")
                if page < last { html.element("a", .href(link(page + 1)), text: "later") }
            }
        }
    }
}
