import DisplayText
import HTMLText
package import Progress

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
        let sentence =
            "\(Format.count(chosen.count, "source", "sources"))\(state.map { " \($0.cut(toBytes: 40))" } ?? "")."
        let shown = Array(chosen.dropFirst((max(1, page) - 1) * mostSources).prefix(mostSources))
        return Page(.sources, sentence: sentence, twin: "etl status --json", isOfLook: true) { html in
            html.element("nav", .named("aria-label", "States")) { html in
                html.element("ul", .class("chips")) { html in
                    for (name, label) in states {
                        let count = name.map { name in all.count { $0.status == name } } ?? all.count
                        let link = PageLink("/sources", [("state", name)])
                        html.element("li") { html in
                            let current: Attribute = name == state ? .named("aria-current", "true") : .class("chip")
                            html.element("a", .href(link), current, text: "\(label) \(Format.count(count))")
                        }
                    }
                }
            }
            guard !shown.isEmpty else {
                return html.nothing(all.isEmpty ? "Nothing has been submitted yet." : "No source is in this state.")
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

    /// What is missing of a source?
    package static func source(_ view: LedgerSourceView, _ live: Status.Source?) -> Page {
        let source = view.source
        let state = live?.status ?? source.state.rawValue
        let sentence =
            "\(state): \(Format.count(source.records, "record", "records")) looked at, \(Format.count(source.loaded)) loaded."
        return Page(
            .sources, title: "Source \(source.sourceId.prefix(8))", sentence: sentence,
            twin: "etl sources show \(source.sourceId.prefix(13))"
        ) { html in
            if let stuck = live?.stuck { html.element("p", .class("caution")) { $0.foreign(stuck, limit: 1000) } }
            if let error = live?.error { html.element("p", .class("caution")) { $0.foreign(error, limit: 2000) } }
            html.facts(facts(view))
            html.element("h2", text: "Rejects")
            if view.rejects.isEmpty {
                html.nothing("No record of it was rejected.")
            } else {
                html.table("Rejects by reason", [.text("reason"), .text("field"), .number("records")], view.rejects) {
                    html, reject in
                    html.linkCell(
                        PageLink("/rejects", [("source", source.sourceId), ("reason", reject.reason)]), reject.reason)
                    html.foreignCell(reject.field ?? "")
                    html.number(reject.count)
                }
            }
            html.element("h2", text: "Dead letters")
            guard let letters = live?.deadLetters, !letters.isEmpty else {
                return html.nothing("No dead letter keeps it incomplete.")
            }
            html.element("ul") { html in
                for letter in letters {
                    html.element("li") { $0.element("a", .href(PageLink("/dead/", last: letter)), text: letter) }
                }
            }
        }
    }

    private static func facts(_ view: LedgerSourceView) -> [(name: String, value: String)] {
        let source = view.source
        return [
            ("file", source.uri), ("kind", source.kind), ("format", view.format), ("id", source.sourceId),
            ("size", "\(Format.count(Int(source.bytesDone))) of \(Format.count(Int(source.bytes))) loaded"),
            (
                "batches",
                "\(Format.count(source.batchesDone)) of \(source.batches.map(Format.count) ?? "an unknown number")"
            ),
            ("submitted", view.submittedAt ?? "not yet"), ("last progress", source.lastProgressAt ?? "none"),
            ("loaded", Format.count(source.loaded)), ("duplicates", Format.count(source.duplicates)),
            ("rejected", Format.count(source.rejected)), ("on conflict", view.onConflict),
        ]
    }
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
