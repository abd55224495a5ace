import DecodedValues
import DisplayText
import ETLModels
import HTMLText
import Inspection
import Submission

extension Page {
    /// The most names of columns that a page lists.
    private static let mostNames = 60

    /// Would they load? Nothing has been submitted.
    ///
    /// - Parameters:
    ///   - again: whether sources in progress are extracted again.
    ///   - snapshot: tells whether something of a known source is dead, or nobody works on it.
    ///   - form: the secret of the form; nil if none of them can be submitted.
    package static func checked(
        _ files: [CheckedFile], again: Bool = false, in snapshot: Snapshot? = nil, form: String?
    ) -> Page {
        let counts = CheckedCounts(files, again: again)
        let sentence = "Preview, nothing has happened: \(counts.words)"
        let twin = Twin.offline("etl inspect \(files.map(\.outlook.uri.shellQuoted).joined(separator: " "))")
        return Page(.submit, title: "Submit files", sentence: sentence, twins: [twin]) { html in
            for file in files { write(file, again, snapshot, &html) }
            guard let form else {
                return html.element("p") { $0.element("a", .href(PageLink("/submit")), text: "Look at other files") }
            }
            let what = counts.submitted == 1 ? "this file" : "these \(Format.count(counts.submitted)) files"
            html.form(SubmitPage.path, form, button: "Submit \(what)", cancel: PageLink("/submit"))
        }
    }

    private static func write(_ file: CheckedFile, _ again: Bool, _ snapshot: Snapshot?, _ html: inout HTML) {
        html.element("h2") { $0.foreign(file.outlook.uri, limit: 1000) }
        if let failure = file.failure {
            html.element("p", .class("caution")) { html in
                html.text("It cannot be submitted: ")
                html.foreign(failure, limit: 4000)
                if let advice = file.inspection?.advice ?? file.outlook.failure?.advice {
                    html.text(" ")
                    html.foreign(advice.pageWords, limit: 1000)
                }
            }
        }
        guard let inspection = file.inspection else {
            return html.nothing("There was no time to look at it.")
        }
        write(file.outlook, again, snapshot, &html)
        html.facts(inspection.facts)
        if file.isCut { html.element("p", .class("caution"), text: "The time was over before the look had ended.") }
        for source in inspection.sources { write(source, isCut: file.isCut, &html) }
    }

    private static func write(_ outlook: FileOutlook, _ again: Bool, _ snapshot: Snapshot?, _ html: inout HTML) {
        guard !outlook.sources.isEmpty else { return }
        html.element("ul") { html in
            for source in outlook.sources {
                html.element("li") { html in
                    html.text("\(source.kind.name): \(source.words(again: again, in: snapshot))")
                    guard source.state != .new else { return }
                    html.text(" ")
                    html.element("a", .href(PageLink("/sources/", last: "\(source.known)")), text: "Its page")
                }
            }
        }
    }

    private static func write(_ source: FileInspection.Source, isCut: Bool, _ html: inout HTML) {
        let check = source.check
        html.element("h3", text: source.kind)
        html.element("p", text: check.words)
        if let damage = check.damage, !isCut {
            html.element("p", .class("caution")) { html in
                html.text("Damaged: ")
                html.foreign(damage, limit: 4000)
            }
        }
        html.table(
            "Columns of \(source.kind)", [.text("column"), .text("type"), .text("read from")], source.columns
        ) { html, column in
            html.element("th", .named("scope", "row"), text: column.column)
            html.cell(column.required ? "\(column.type), required" : column.type)
            if let field = column.field { html.foreignCell(field, limit: 120) } else { html.cell("not in the file") }
        }
        if let first = check.firstRecords.first {
            let names = first.values.entries.map { Column.text($0.name) }
            html.table("The first records", [.number("record")] + names, check.firstRecords) { html, record in
                html.number(Int(clamping: record.record))
                for entry in record.values.entries { html.foreignCell(entry.value.shown, limit: 120) }
            }
        }
        guard !check.firstRejects.isEmpty else { return }
        let columns: [Column] = [.number("record"), .text("reason"), .text("field"), .text("text"), .text("rule")]
        html.table("The first records that would be rejected", columns, check.firstRejects) { html, reject in
            html.number(Int(clamping: reject.record))
            html.cell(reject.reason)
            html.foreignCell(reject.field ?? "", limit: 120)
            html.element("td", .class("raw")) { $0.element("code") { $0.foreign(reject.raw, limit: 400) } }
            html.cell(reject.hint)
        }
    }

    /// The first of many names.
    fileprivate static func listed(_ names: [String]) -> String {
        let shown = names.prefix(mostNames).map { $0.cut(toBytes: 80) }.joined(separator: ", ")
        return names.count > mostNames ? "\(shown) and \(Format.count(names.count - mostNames)) more" : shown
    }
}

extension FileInspection {
    fileprivate var facts: [(name: String, value: String)] {
        var facts: [(name: String, value: String)] = []
        if let format { facts.append(("format", headerless ? "\(format), no header" : format)) }
        if let delimiter { facts.append(("between fields", delimiter)) }
        if let bytes { facts.append(("bytes", Format.count(Int(clamping: bytes)))) }
        if let compression, compression != "none" { facts.append(("compression", compression)) }
        if let unread {
            facts.append(("not loaded", Page.listed(unread.names)))
        } else if !ignored.isEmpty {
            facts.append(("ignored", Page.listed(ignored)))
        }
        return facts
    }
}

extension RecordCheck {
    /// `The first 1,000 records: 998 pass, 2 are rejected.`
    fileprivate var words: String {
        guard checked > 0 else { return "No record was read." }
        let which = isWhole ? "All \(Format.count(checked))" : "The first \(Format.count(checked))"
        let more =
            (repaired > 0 ? ", \(Format.count(repaired)) of them repaired" : "")
            + (skipped > 0 ? ", \(Format.count(skipped)) are of other kinds" : "")
        let held = heldLines > 0 ? " \(Format.count(heldLines)) lines may hold records that are not loaded." : ""
        return
            "\(which) records: \(Format.count(passed)) pass\(more), \(Format.count(rejected)) would be rejected.\(held)"
    }
}

extension FileOutlook.Source {
    fileprivate func words(again: Bool, in snapshot: Snapshot?) -> String {
        switch state {
        case .new: "it is new."
        case .inProgress:
            "it was submitted before, and is \(snapshot?.word(ofOpen: "\(known)") ?? "in progress"). "
                + (again ? "It is extracted again." : "Nothing happens unless it is extracted again.")
        case .complete: "it was submitted before, and is complete: nothing happens."
        case .retired: "it was retired, and is active again afterwards."
        case .removed: "it was removed, and is loaded again."
        }
    }
}

extension UnfitHeader.Advice {
    /// What to do on the page.
    fileprivate var pageWords: String {
        switch self {
        case .chooseKind(let kind): "If they are \(kind.name), choose this kind."
        case .nameColumns: "If it has no header, name its columns."
        case .nameKind: "Choose its kind."
        case .rename(let renames, _):
            "Its fields may be others by name: etl submit "
                + renames.map { "--rename \("\($0)".shellQuoted)" }.joined(separator: " ")
        }
    }
}
