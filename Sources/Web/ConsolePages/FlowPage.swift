import Bus
import DisplayText
import HTMLText
import Progress

extension Page {
    /// Does it move, and where not?
    package static func flow(_ snapshot: Snapshot?, management: Bool = false) -> Page {
        Page(.flow, twin: "etl status --watch", freshness: .asked) { html in
            guard let snapshot else { return html.nothing("", nil) }
            let status = snapshot.status
            guard !status.stages.isEmpty else {
                return html.nothing("No queue could be looked at: only the ledger is known.", snapshot)
            }
            html.element("h2", text: "Stages")
            html.element("ol", .class("stages")) { html in
                for stage in status.stages { html.element("li") { write(stage, to: &$0) } }
            }
            html.charts(of: snapshot.history, lookedAt: snapshot.lookedAt)
            for phase in status.bulkPhases { write(phase, to: &html) }
            let busy = status.sources.filter { $0.status != "complete" }
            html.element("h2", text: "Not complete yet")
            guard !busy.isEmpty else {
                let what = status.sources.isEmpty ? "Nothing has been submitted yet." : "Every source is complete."
                return html.nothing(what, snapshot)
            }
            html.sources(Array(busy.sorted { $0.urgency < $1.urgency }.prefix(10)))
            if busy.count > 10 {
                html.element("p") { html in
                    html.element(
                        "a", .href(PageLink("/sources")), text: "All \(Format.count(busy.count)) that are not complete")
                }
            }
        }
    }

    private static func write(_ stage: Status.StageQueues, to html: inout HTML) {
        html.element("h3", text: stage.stage)
        html.element("dl") { html in
            let unacked = stage.unacked.map(Format.count) ?? "not known"
            let about = stage.rateIsEstimated ? "about " : ""
            let facts = [
                ("ready", Format.count(stage.ready)), ("in hand", unacked),
                ("processes", Format.count(stage.consumers)),
                ("batches/s", stage.batchesPerSecond.map { "\(about)\(Format.slowRate($0))" } ?? "not known"),
                ("wait", stage.waitSecondsEstimate.map { Format.wait($0) } ?? "not known"),
            ]
            for (name, value) in facts {
                html.element("dt", text: name)
                html.element("dd", text: value)
            }
            html.element("dt", text: "dead")
            html.element("dd") { html in
                let link = PageLink("/dead", [("stage", stage.stage)])
                if stage.dead > 0 {
                    html.element("a", .href(link), text: Format.count(stage.dead))
                } else {
                    html.text("0")
                }
            }
        }
        if stage.consumers == 0, stage.ready > 0 {
            html.element("p", .class("caution"), text: "No process takes these messages.")
        }
        if stage.blocked == true {
            html.element("p", .class("caution"), text: "RabbitMQ blocks a connection of this stage.")
        }
    }

    private static func write(_ phase: Status.BulkTable, to html: inout HTML) {
        html.element("p", .class("caution")) { html in
            html.foreign(phase.table)
            let end = phase.startedBy == "run" ? "the end of `etl run`" : "`etl bulk finish`"
            html.text(
                phase.hasKey
                    ? " has its key again; its indexes are being built."
                    : " is in its bulk phase since \(phase.startedAt): it has no key, and may show a row twice until \(end)."
            )
        }
    }
}

extension Status.Source {
    /// Incomplete first, then what stands still, then by the time left.
    var urgency: (Int, Double) {
        let place = ["incomplete": 0, "stuck": 1][status] ?? (status == "complete" ? 3 : 2)
        return (place, secondsLeft ?? -Double(secondsWithoutProgress ?? 0))
    }
}
