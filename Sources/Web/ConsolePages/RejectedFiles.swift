import DisplayText
import HTMLText
package import Ledger
package import Progress

/// The files that rejects belong to.
package struct RejectedFiles: Sendable {
    fileprivate let sources: [SourceRejects]
    fileprivate let isCut: Bool
    /// The ids of those that may be submitted again.
    fileprivate let resubmittable: Set<String>

    /// - Parameters:
    ///   - all: those with the most rejects first; more than ``Page/mostRows`` if there are more.
    ///   - known: what the ledger knows of them, for an operator; none for anybody else.
    package init(_ all: [SourceRejects], known: [LedgerSource] = []) {
        sources = Array(all.prefix(Page.mostRows))
        isCut = all.count > Page.mostRows
        resubmittable = Set(known.filter { SourceAct.resubmit.isOffered(for: $0) }.map(\.sourceId))
    }
}

extension RejectsFilter {
    /// Writes which files the rejects belong to.
    ///
    /// - Parameter files: nil if they could not be counted in time.
    func writeFiles(_ files: RejectedFiles?, now: Int, to html: inout HTML) {
        html.element("h2", text: "By file")
        if let files {
            writeTable(files, now, &html)
        } else {
            html.nothing("Not known: to count them takes longer than a page may. The command has no limit.")
        }
    }

    private func writeTable(_ files: RejectedFiles, _ now: Int, _ html: inout HTML) {
        var columns: [Column] = [.text("file"), .text("kind"), .number("records"), .text("newest")]
        // The page of one source has these itself.
        let leadsOn = source == nil
        let isActedOn = !files.resubmittable.isEmpty
        if leadsOn { columns.append(.text("its rejects")) }
        if isActedOn { columns.append(.text("act")) }
        html.table("Rejects by file", columns, files.sources) { html, rejects in
            html.linkCell(PageLink("/sources/", last: rejects.source), rejects.uri)
            html.foreignCell(rejects.kind)
            html.number(rejects.count)
            html.element("td") { $0.moment(rejects.newestAt, now: now) }
            if leadsOn {
                let link = PageLink("/rejects", [("source", rejects.source), ("reason", reason)])
                html.element("td") { $0.element("a", .href(link), text: "Show, download") }
            }
            if isActedOn {
                html.element("td") {
                    if files.resubmittable.contains(rejects.source) { $0.resubmission(rejects.source) }
                }
            }
        }
        guard files.isCut else { return }
        html.element(
            "p", .class("age"), text: "There are more files: these \(Format.count(files.sources.count)) have the most.")
    }
}

extension HTML {
    /// Writes a link to the preview that submits a source again.
    fileprivate mutating func resubmission(_ source: String) {
        let act = SourceAct.resubmit
        element("a", .class("act"), .href(act.link(source)), text: "\(act.title) …")
    }
}
