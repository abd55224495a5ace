import DisplayText
import HTMLText
package import Ledger

extension Page {
    /// The most rejects, groups and actions on a page.
    package static let mostRows = 100

    /// Is it a new fault, or old noise? All groups.
    ///
    /// - Parameters:
    ///   - groups: the most frequent first; more than ``mostRows`` if there are more.
    ///   - countedAt: in seconds since 1970.
    package static func rejects(_ groups: [RejectGroup], countedAt: Int) -> Page {
        rejects(RejectsFilter(source: nil, reason: nil), groups, files: nil, samples: [], now: countedAt)
    }

    /// The rejects are being counted for the first time.
    package static var rejectsUnderWay: Page {
        awaited(
            .rejects, sentence: "The rejects are being counted, which takes seconds.", twin: "etl rejects list --group")
    }

    /// The groups that meet some conditions, and some rejects of them.
    ///
    /// - Parameters:
    ///   - filter: the conditions as the address of the page has them.
    ///   - groups: the most frequent first; more than ``mostRows`` if there are more.
    ///   - files: nil if they could not be counted in time; shown if there is a condition.
    package static func rejects(
        _ filter: RejectsFilter, _ all: [RejectGroup], files: RejectedFiles?, samples: [StoredReject], now: Int
    ) -> Page {
        let (groups, isCut) = (Array(all.prefix(mostRows)), all.count > mostRows)
        let count = groups.reduce(0) { $0 + $1.count }
        let sentence =
            "\(isCut ? "More than " : "")\(Format.count(count, "record", "records")) rejected, for "
            + "\(Format.count(groups.count, "reason", "reasons"))\(filter.words)."
        let twin = samples.isEmpty ? "etl rejects list --group\(filter.options)" : "etl rejects list\(filter.options)"
        var twins = [Twin.same(twin)]
        if filter.isGiven {
            twins.append(
                .near("etl rejects list --by-file\(filter.options)", "All of their files on the command line:"))
        }
        return Page(.rejects, sentence: sentence, twins: twins) { html in
            guard !groups.isEmpty else {
                return html.nothing("No rejected record matches.", at: now)
            }
            if !filter.isGiven {
                html.element("p", .class("age"), text: "The rejects were counted \(Format.moment(now)).")
            }
            writeGroups(groups, filter, now, &html)
            filter.writeDownloads(of: Set(groups.flatMap(\.kinds)).sorted(), to: &html)
            if filter.isGiven { filter.writeFiles(files, now: now, to: &html) }
            if !samples.isEmpty { writeSamples(samples, &html) }
        }
    }

    private static func writeGroups(
        _ groups: [RejectGroup], _ filter: RejectsFilter, _ now: Int, _ html: inout HTML
    ) {
        let columns: [Column] = [
            .text("reason"), .text("field"), .number("records"), .number("files"), .text("newest"),
            .text("for example"),
        ]
        html.table("Rejects by reason and field", columns, groups) { html, group in
            let link = PageLink("/rejects", [("reason", group.reason), ("source", filter.source)])
            html.reasonCell(link, group.reason)
            html.foreignCell(group.field ?? "")
            html.number(group.count)
            html.number(group.sources)
            html.element("td") { $0.moment(group.newestAt, now: now) }
            html.element("td", .class("raw")) { html in
                html.element("code") { $0.foreign(group.example.raw, limit: 160) }
            }
        }
    }

    private static func writeSamples(_ samples: [StoredReject], _ html: inout HTML) {
        html.element("h2", text: "The first of them")
        html.table("Rejected records", [.text("file"), .number("record"), .text("field"), .text("text")], samples) {
            html, reject in
            html.linkCell(PageLink("/sources/", last: reject.source), reject.uri)
            html.number(Int(reject.recordNumber))
            html.foreignCell(reject.field ?? "")
            html.element("td", .class("raw")) { $0.element("code") { $0.foreign(reject.raw, limit: 1000) } }
        }
    }
}

/// Conditions on rejects, as the address of a page has them.
package struct RejectsFilter: Sendable, Hashable {
    package let source: String?
    package let reason: String?

    package init(source: String?, reason: String?) {
        self.source = source
        self.reason = reason
    }

    package var isGiven: Bool { source != nil || reason != nil }

    fileprivate var words: String {
        (reason.map { $0.isEmpty ? " (without a reason)" : " (reason \($0.cut(toBytes: 80)))" } ?? "")
            + (source == nil ? "" : " in one source")
    }

    /// What chooses the same on the command line.
    var options: String {
        (source.map { " --source \($0.shellQuoted)" } ?? "") + (reason.map { " --reason \($0.shellQuoted)" } ?? "")
    }
}
