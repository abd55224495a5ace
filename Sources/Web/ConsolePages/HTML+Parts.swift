import DisplayText
import HTMLText

/// A column of a table.
struct Column: Sendable {
    let title: String
    let isNumber: Bool

    static func text(_ title: String) -> Column { Column(title: title, isNumber: false) }
    static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
}

extension HTML {
    /// A document in the style of all pages.
    ///
    /// - Parameters:
    ///   - title: comes before the name of the program.
    ///   - isLive: whether it has the script.
    static func document(_ title: String, isLive: Bool = false, content: (inout HTML) -> Void) -> HTML {
        var html = HTML()
        html.markup("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        html.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        html.markup("<meta name=\"color-scheme\" content=\"light dark\">")
        html.element("title", text: "\(title) - token-etl")
        html.markup("<link rel=\"stylesheet\" href=\"/style.css\">")
        if isLive { html.markup("<script src=\"/live.js\" defer></script>") }
        html.markup("</head><body>")
        content(&html)
        html.markup("</body></html>\n")
        return html
    }

    /// Writes a table, which scrolls by itself if it is too wide.
    ///
    /// - Parameters:
    ///   - caption: what the rows are.
    ///   - row: writes the cells of a row.
    mutating func table<Row>(_ caption: String, _ columns: [Column], _ rows: [Row], row: (inout HTML, Row) -> Void) {
        element(
            "div", .class("scroll"), .named("role", "region"), .named("aria-label", caption), .named("tabindex", "0")
        ) {
            $0.element("table") { html in
                html.element("caption", text: caption)
                html.element("thead") { html in
                    html.element("tr") { html in
                        for column in columns {
                            let style: Attribute = column.isNumber ? .class("number") : .class("words")
                            html.element("th", .named("scope", "col"), style, text: column.title)
                        }
                    }
                }
                html.element("tbody") { html in
                    for entry in rows { html.element("tr") { row(&$0, entry) } }
                }
            }
        }
    }

    /// Writes links to the parts of a list, each with the number of its rows.
    ///
    /// - Parameter label: what tells the parts apart.
    mutating func chips(_ label: String, _ chips: [(title: String, count: Int, link: PageLink, isCurrent: Bool)]) {
        element("nav", .named("aria-label", label)) { html in
            html.element("ul", .class("chips")) { html in
                for chip in chips {
                    let current: Attribute = chip.isCurrent ? .named("aria-current", "true") : .class("chip")
                    html.element("li") {
                        $0.element("a", .href(chip.link), current, text: "\(chip.title) \(Format.count(chip.count))")
                    }
                }
            }
        }
    }

    /// Writes a cell with a number; none if it is unknown.
    mutating func number(_ number: Int?) {
        element("td", .class("number"), text: number.map(Format.count) ?? "–")
    }

    mutating func cell(_ text: String) { element("td", text: text) }

    mutating func foreignCell(_ text: String, limit: Int = 400) { element("td") { $0.foreign(text, limit: limit) } }

    mutating func linkCell(_ link: PageLink, _ text: String) {
        element("th", .named("scope", "row")) { $0.element("a", .href(link)) { $0.foreign(text) } }
    }

    /// Writes a link to what has a reason. Without words, it could not be clicked.
    mutating func reasonCell(_ link: PageLink, _ reason: String) {
        linkCell(link, reason.isEmpty ? "without a reason" : reason)
    }

    /// Writes a time of the past, with its age.
    ///
    /// - Parameter now: in seconds since 1970.
    mutating func moment(_ moment: Int?, now: Int) {
        guard let moment else { return text("–") }
        element("time", .named("datetime", Format.moment(moment)), text: Format.moment(moment))
        text(" (\(Format.age(max(0, now - moment))) ago)")
    }

    /// Writes facts with their names.
    mutating func facts(_ facts: [(name: String, value: String)]) {
        element("dl") { html in
            for fact in facts {
                html.element("dt", text: fact.name)
                html.element("dd") { $0.foreign(fact.value, limit: 4000) }
            }
        }
    }

    /// Writes what is said in place of an empty list, which was looked for at a time.
    ///
    /// - Parameter now: in seconds since 1970.
    mutating func nothing(_ text: String, at now: Int) { nothing("\(text) Looked at \(Format.moment(now)).") }

    /// The same for a list of the last look.
    mutating func nothing(_ text: String, _ snapshot: Snapshot?) {
        guard let snapshot else { return nothing("Not known: no look at the servers has ended yet.") }
        nothing(text, at: snapshot.lookedAt)
    }

    /// Writes why there is no list.
    mutating func nothing(_ text: String) { element("p", .class("nothing"), text: text) }

    /// Writes a box to tick a letter.
    mutating func tick(_ id: String, _ isTicked: Bool) {
        let box: [Attribute] = [
            .named("type", "checkbox"), .named("name", "id"), .named("value", id),
            .named("aria-label", "Letter \(id)"),
        ]
        empty("input", isTicked ? box + [.flag("checked")] : box)
    }

    /// Writes a bar for a part of a whole, with its text beside it.
    ///
    /// - Parameter what: what the part is, for a screen reader.
    mutating func bar(percent: Int, of what: String = "loaded") {
        element("span", .class("bar")) { html in
            html.element(
                "progress", .named("max", "100"), .named("value", "\(percent)"), .named("aria-label", what),
                text: "\(percent) %")
            html.text(" \(percent) %")
        }
    }

    /// Writes what stands at the ends of an axis. It is hidden from screen readers, which read the words for the drawing.
    mutating func axis(_ ends: [String]) {
        element("p", .class("axis"), .named("aria-hidden", "true")) { html in
            for end in ends { html.element("span", text: end) }
        }
    }

    /// Writes the form of a preview, which asks for a reason.
    ///
    /// - Parameters:
    ///   - path: where it is sent to.
    ///   - secret: what it stands for.
    ///   - more: writes further fields.
    mutating func form(
        _ path: String, _ secret: String, button: String, cancel: PageLink, more: (inout HTML) -> Void = { _ in }
    ) {
        element("form", .named("method", "post"), .named("action", path)) { html in
            html.empty("input", .named("type", "hidden"), .named("name", "form"), .named("value", secret))
            more(&html)
            html.element("label") { html in
                html.text("Why, for the log ")
                html.empty(
                    "input", .named("name", "reason"), .named("maxlength", "500"), .named("autocomplete", "off"))
            }
            html.text(" ")
            html.element("button", .named("type", "submit"), text: button)
            html.text(" ")
            html.element("a", .href(cancel), text: "Cancel")
        }
    }
}
