import HTMLText

/// The form of a file with rejects.
package enum RejectFile: String, Sendable, CaseIterable {
    case csv
    /// CSV in which no text is a formula.
    case spreadsheet
    case ndjson

    fileprivate var title: String {
        switch self {
        case .csv: "CSV"
        case .spreadsheet: "CSV for spreadsheets"
        case .ndjson: "NDJSON"
        }
    }
}

extension RejectsFilter {
    /// Writes links to files with the rejects, for each of their kinds.
    func writeDownloads(of kinds: [String], to html: inout HTML) {
        for kind in kinds {
            html.element("p", .class("downloads")) { html in
                html.text("To correct and submit again, download the ")
                html.foreign(kind)
                html.text(": ")
                for (index, form) in RejectFile.allCases.enumerated() {
                    if index > 0 { html.text(", ") }
                    let link = PageLink(
                        "/rejects/file",
                        [("kind", kind), ("as", form.rawValue), ("source", source), ("reason", reason)])
                    html.element("a", .href(link), text: form.title)
                }
            }
        }
        guard !kinds.isEmpty else { return }
        html.element(
            "p", .class("age"),
            text:
                "For spreadsheets, an apostrophe stands before what would be a formula: remove these before you submit the file. A record that "
                + "was too long is cut: take its text from the source.")
    }
}
