import Bus
import DeadLetters
import DisplayText
import ETLModels
import HTMLText
package import Ledger
package import Progress

extension Page {
    /// What is missing of a source?
    ///
    /// - Parameters:
    ///   - batches: which of its batches are loaded; nil if that tells nothing.
    ///   - snapshot: tells of its dead letters, and whether somebody works on it.
    ///   - rights: what may be done with it.
    package static func source(
        _ view: LedgerSourceView, batches: BatchMap?, _ snapshot: Snapshot?, now: Int, rights: OperatorRights? = nil
    ) -> Page {
        let source = view.source
        let live = snapshot?.status.sources.first { $0.sourceId == source.sourceId }
        let state = live?.status ?? source.state.rawValue
        let sentence =
            "\(state): \(Format.count(source.records, "record", "records")) looked at, \(Format.count(source.loaded)) loaded."
        return Page(
            .sources, title: "Source \(source.sourceId.prefix(8))", sentence: sentence,
            twin: "etl sources show \(source.sourceId.prefix(13))"
        ) { html in
            if let stuck = live?.stuck { write(stuck, source, &html) }
            if let error = live?.error { html.element("p", .class("caution")) { $0.foreign(error, limit: 2000) } }
            if rights != nil { writeActs(source, &html) }
            html.facts(facts(view))
            html.element("h2", text: "Batches")
            writeBatches(source, batches, snapshot, now, &html)
            html.element("h2", text: "Rejects")
            writeRejects(view, now, &html)
            html.element("h2", text: "Dead letters")
            guard let letters = live?.deadLetters, !letters.isEmpty else {
                return html.nothing("No dead letter keeps it incomplete.", snapshot)
            }
            html.element("ul") { html in
                for letter in letters {
                    html.element("li") { $0.element("a", .href(PageLink("/dead/", last: letter)), text: letter) }
                }
            }
        }
    }

    /// Why nobody works on it, and what submits it again.
    private static func write(_ stuck: String, _ source: LedgerSource, _ html: inout HTML) {
        html.element("p", .class("caution")) { html in
            html.foreign(stuck, limit: 1000)
            html.text(". To submit it again: ")
            html.element("code", text: "etl sources resubmit \(source.sourceId.prefix(13))")
        }
    }

    private static func writeActs(_ source: LedgerSource, _ html: inout HTML) {
        html.element("p") { html in
            for act in SourceAct.allCases where act.isOffered(for: source) {
                html.element("a", .class("act"), .href(act.link(source.sourceId)), text: "\(act.title) …")
                html.text(" ")
            }
        }
    }

    private static func writeBatches(
        _ source: LedgerSource, _ batches: BatchMap?, _ snapshot: Snapshot?, _ now: Int, _ html: inout HTML
    ) {
        guard let batches, batches.loadedBatches > 0, let id = SourceID(source.sourceId) else {
            return html.nothing("No batch of it is loaded.", at: now)
        }
        let letters = snapshot?.letters.letters.filter { $0.source == id && $0.stage != .extract } ?? []
        BatchStrip(batches, isWhole: source.batches != nil, letters: letters.compactMap(\.sequence)).write(to: &html)
    }

    private static func writeRejects(_ view: LedgerSourceView, _ now: Int, _ html: inout HTML) {
        guard !view.rejects.isEmpty else { return html.nothing("No record of it was rejected.", at: now) }
        html.table("Rejects by reason", [.text("reason"), .text("field"), .number("records")], view.rejects) {
            html, reject in
            html.reasonCell(
                PageLink("/rejects", [("source", view.source.sourceId), ("reason", reject.reason)]), reject.reason)
            html.foreignCell(reject.field ?? "")
            html.number(reject.count)
        }
    }

    static func facts(_ view: LedgerSourceView) -> [(name: String, value: String)] {
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
