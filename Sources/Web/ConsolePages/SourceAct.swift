import DisplayText
import HTMLText
import Ledger
package import Progress
package import Removal

/// What an operator may do with a source.
package enum SourceAct: String, Sendable, CaseIterable {
    case resubmit, remove

    var title: String { self == .resubmit ? "Submit it again" : "Remove it with its rows" }

    /// The path of its preview, which takes the form as well.
    package var preview: String { self == .resubmit ? "/sources/resubmit" : "/sources/remove" }

    func link(_ source: String) -> PageLink {
        switch self {
        case .resubmit: PageLink("/sources/resubmit", [("id", source)])
        case .remove: PageLink("/sources/remove", [("id", source)])
        }
    }

    /// A complete source is not read again.
    func isOffered(for source: LedgerSource) -> Bool { self == .remove || source.state != .complete }
}

extension Page {
    /// What will happen if a source is submitted again? Nothing has happened yet.
    ///
    /// - Parameters:
    ///   - snapshot: tells whether something of it is dead, or nobody works on it.
    ///   - unreadable: why its file cannot be read as it was submitted; nil if it can.
    ///   - form: the secret of the form; nil if it cannot be submitted.
    package static func resubmission(
        _ view: LedgerSourceView, in snapshot: Snapshot? = nil, letters: Int, unreadable: String?, form: String?
    ) -> Page {
        let source = view.source
        let batches = Format.count(source.batchesDone, "batch", "batches")
        let of = source.batches.map { " of \(Format.count($0))" } ?? ""
        let sentence = "Preview, nothing has happened: \(batches)\(of) loaded, \(source.word(in: snapshot))."
        return Page(
            .sources, title: "Submit a source again", sentence: sentence,
            twin: "etl sources resubmit \(source.sourceId)"
        ) { html in
            guard source.state != .complete else {
                html.nothing("It is complete: there is nothing to submit again.")
                return html.facts(facts(view))
            }
            writeResubmission(of: source, letters, &html)
            if let unreadable {
                html.element("p", .class("caution")) { html in
                    html.text("Its file cannot be read as it was submitted: ")
                    html.foreign(unreadable, limit: 2000)
                }
            }
            if let form {
                html.form(
                    SourceAct.resubmit.preview, form, button: "Submit this source again",
                    cancel: PageLink("/sources/", last: source.sourceId))
            }
            html.facts(facts(view))
        }
    }

    private static func writeResubmission(of source: LedgerSource, _ letters: Int, _ html: inout HTML) {
        let passed = Format.count(
            source.batchesDone, "batch that the ledger has is", "batches that the ledger has are")
        html.element("ul") { html in
            html.element("li", text: "An extractor reads its file from the beginning.")
            html.element("li", text: "\(passed) passed over: no row is loaded twice.")
            if letters > 0 {
                let words = Format.count(letters, "dead letter stays", "dead letters stay")
                html.element("li", text: "\(words) dead. What the file yields again may die again.")
            }
            if source.state == .retired || source.state == .removed {
                html.element("li", text: "It is \(source.state.rawValue), and is active again afterwards.")
            }
            html.element("li", text: "It cannot be taken back, and is harmless to repeat.")
        }
    }

    /// Why the console cannot act on a source.
    package static func refusal(_ act: SourceAct, _ view: LedgerSourceView, _ why: String) -> Page {
        let id = view.source.sourceId
        return Page(
            .sources, title: act.title, sentence: "Nothing has happened.", twin: "etl sources \(act.rawValue) \(id)"
        ) { html in
            html.element("p", .class("caution"), text: why)
            html.element("p") { $0.element("a", .href(PageLink("/sources/", last: id)), text: "To the source") }
        }
    }

    /// What will happen if a source is removed? Nothing has happened yet.
    ///
    /// - Parameter form: the secret of the form; nil if it cannot be removed.
    package static func removal(_ forecast: RemovalForecast, form: String?) -> Page {
        let plan = forecast.plan
        let id = "\(plan.removal.id)"
        let rows = plan.rows.map { Format.count($0, "row", "rows") } ?? "an unknown number of rows"
        let sentence =
            "Preview, nothing has happened: \(rows) and \(Format.count(plan.batches, "batch", "batches")) go, "
            + "\(Format.count(plan.reloads.count, "other source is", "other sources are")) read again."
        return Page(
            .sources, title: "Remove a source", sentence: sentence,
            twin: "etl sources remove \(id)\(forecast.hasLosses ? " --yes" : "")"
        ) { html in
            html.element("ul") { html in
                for line in forecast.lines {
                    html.element("li") {
                        $0.foreign(line.hasPrefix("- ") ? String(line.dropFirst(2)) : line, limit: 2000)
                    }
                }
                html.element(
                    "li",
                    text: "Removed rows come back only if the file is submitted again. If it is interrupted, the same "
                        + "once more goes on with it.")
            }
            if let refusal = plan.refusal {
                html.element("p", .class("caution")) { html in
                    html.text("It is refused: ")
                    html.foreign("\(RemovalError.refused(refusal))", limit: 2000)
                }
            }
            guard let form else { return }
            writeForm(of: forecast, form, &html)
        }
    }

    private static func writeForm(of forecast: RemovalForecast, _ form: String, _ html: inout HTML) {
        html.form(
            SourceAct.remove.preview, form, button: "Remove this source",
            cancel: PageLink("/sources/", last: "\(forecast.plan.removal.id)")
        ) { html in
            guard forecast.hasLosses else { return }
            html.element("p") { html in
                html.element("label") { html in
                    html.empty(
                        "input", .named("type", "checkbox"), .named("name", "losses"), .named("value", "yes"),
                        .flag("required"))
                    html.text(" Remove it even if records of others are lost")
                }
            }
        }
    }
}
