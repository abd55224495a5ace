import DisplayText
import HTMLText
package import Ledger

/// The files that rejects belong to.
package struct RejectedFiles: Sendable {
    fileprivate let sources: [SourceRejects]
    fileprivate let isCut: Bool

    /// - Parameter all: those with the most rejects first; more than ``Page/mostRows`` if there are more.
    package init(_ all: [SourceRejects]) {
        sources = Array(all.prefix(Page.mostRows))
        isCut = all.count > Page.mostRows
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
        Twin.same("etl rejects list --by-file\(options)").write(to: &html)
    }

    private func writeTable(_ files: RejectedFiles, _ now: Int, _ html: inout HTML) {
        var columns: [Column] = [.text("file"), .text("kind"), .number("records"), .text("newest")]
        // The page of one source has these itself.
        let leadsOn = source == nil
        if leadsOn { columns.append(.text("its rejects")) }
        html.table("Rejects by file", columns, files.sources) { html, rejects in
            html.linkCell(PageLink("/sources/", last: rejects.source), rejects.uri)
            html.foreignCell(rejects.kind)
            html.number(rejects.count)
            html.element("td") { $0.moment(rejects.newestAt, now: now) }
            guard leadsOn else { return }
            let link = PageLink("/rejects", [("source", rejects.source), ("reason", reason)])
            html.element("td") { $0.element("a", .href(link), text: "Show, download") }
        }
        guard files.isCut else { return }
        html.element(
            "p", .class("age"), text: "There are more files: these \(Format.count(files.sources.count)) have the most.")
    }
}
