import DeadLetters
import DecodedValues
import DisplayText
import HTMLText

extension LetterBody {
    /// The most values of an extract job that a page shows.
    private static let mostJobValues = 200

    /// Writes what could be read, and what is wrong with it.
    func write(to html: inout HTML) {
        html.element("p", text: "\(form.name), \(Format.count(bytes, "byte", "bytes"))")
        for problem in problems {
            html.element("p", .class("caution")) { html in
                html.text("Problem: ")
                html.foreign(problem, limit: Page.mostValueBytes)
            }
        }
        if let job { Self.write(job, to: &html) }
        if !header.entries.isEmpty { html.facts(header.facts) }
        writeColumns(to: &html)
        Self.write(records, of: recordCount, "records", to: &html)
        Self.write(rejects, of: rejectCount, "rejects", to: &html)
        for dump in undecoded { dump.write(to: &html) }
    }

    private static func write(_ job: JSONValue, to html: inout HTML) {
        let values = job.leaves(mostJobValues + 1)
        html.table("The job", [.text("place"), .text("value")], Array(values.prefix(mostJobValues))) { html, leaf in
            html.element("th", .named("scope", "row")) { $0.foreign(leaf.place) }
            html.foreignCell(leaf.value, limit: Page.mostValueBytes)
        }
        if values.count > mostJobValues { html.element("p", text: "And more values.") }
    }

    private func writeColumns(to html: inout HTML) {
        guard let columns, !columns.isEmpty else { return }
        html.element("h3", text: "The first \(Format.count(columns.count)) of \(shownNumber("columns")) columns")
        html.element("ul") { html in
            for column in columns { html.element("li") { $0.foreign(column) } }
        }
    }

    /// Writes the first of many records, each in a row. One that cannot be read to its end has fewer values than others.
    private static func write(_ records: [NamedValues], of count: UInt64?, _ what: String, to html: inout HTML) {
        guard !records.isEmpty else { return }
        var names: [String] = []
        for entry in records.flatMap(\.entries) where !names.contains(entry.name) { names.append(entry.name) }
        let all = count.map { " of \(Format.count(Int(clamping: $0)))" } ?? ""
        let caption = "The first \(Format.count(records.count))\(all) \(what)"
        html.table(caption, names.map { Column.text($0) }, records) { html, record in
            for name in names {
                let shown = record.entries.first { $0.name == name }?.value.shown ?? "–"
                html.foreignCell(shown, limit: Page.mostValueBytes)
            }
        }
    }
}

extension LetterBody {
    /// The number of records, as the header says; nil if that is not known.
    private var recordCount: UInt64? { form == .recordBatch ? number("accepted") : number("records") }

    /// The number of rejects, as the header says; nil if that is not known.
    private var rejectCount: UInt64? {
        guard let all = number("records"), let accepted = number("accepted"), let skipped = number("skipped"),
            all >= accepted + skipped
        else { return nil }
        return all - accepted - skipped
    }

    private func number(_ name: String) -> UInt64? {
        guard case .number(let number) = header.entries.first(where: { $0.name == name })?.value else { return nil }
        return number
    }

    private func shownNumber(_ name: String) -> String {
        number(name).map { Format.count(Int(clamping: $0)) } ?? "?"
    }
}

extension NamedValues {
    fileprivate var facts: [(name: String, value: String)] {
        entries.map { entry in
            (name: entry.name, value: entry.value.shown + (entry.note.map { " (\($0))" } ?? ""))
        }
    }
}

extension LetterBody.Dump {
    /// Writes the bytes that nothing could be made of.
    fileprivate func write(to html: inout HTML) {
        let part = count > shown.count ? ", of which these are the first" : ""
        let caption = "Could not be decoded: \(Format.count(count)) bytes from offset \(Format.count(offset))\(part)"
        html.table(caption, [.text("offset"), .text("bytes"), .text("as text")], rows) { html, row in
            for text in [row.offset, row.digits, row.text] {
                html.element("td") { $0.element("code") { $0.foreign(text) } }
            }
        }
    }
}
