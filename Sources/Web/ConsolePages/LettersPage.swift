import Bus
package import DeadLetters
import DisplayText
import HTMLText

extension Page {
    /// The most letters on a page.
    static let mostLetters = 200

    /// Is it one cause, or are they many?
    ///
    /// - Parameters:
    ///   - page: counts from 1.
    ///   - rights: what may be done with them.
    package static func letters(
        _ snapshot: Snapshot?, _ choice: LetterChoice, page: Int, now: Int, rights: OperatorRights? = nil
    ) -> Page {
        let census = snapshot?.letters ?? LetterCensus()
        let (letters, groups) = (choice.letters(of: census), choice.groups(of: census))
        let options = choice.options
        let sentence =
            "\(Format.count(letters.count, "dead letter", "dead letters")), \(Format.count(groups.count, "cause", "causes")), "
            + "\(Format.count(letters.reduce(0) { $0 + $1.records }, "record", "records"))."
        return Page(.dead, sentence: sentence, twin: "etl dead-letters list\(options)", isOfLook: true) { html in
            guard !letters.isEmpty else { return html.nothing("No dead letters\(options.isEmpty ? "" : " match").") }
            write(groups, now, &html)
            write(rights, to: &html, count: letters.count) { $0.link(choice) }
            html.element("h2", text: "Letters")
            let shown = Array(letters.dropFirst((max(1, page) - 1) * mostLetters).prefix(mostLetters))
            write(shown, now, &html)
            if census.omitted > 0 {
                html.element(
                    "p", text: "\(Format.count(census.omitted)) more are not shown; the command line filters them.")
            }
            html.pages(of: letters.count, size: mostLetters, page: page) {
                PageLink("/dead", choice.parameters + [("page", "\($0)")])
            }
        }
    }

    private static func write(_ groups: [LetterCensus.Group], _ now: Int, _ html: inout HTML) {
        let columns: [Column] = [.text("reason"), .text("stage"), .number("letters"), .text("first"), .text("last")]
        html.table("Dead letters by stage and reason", columns, groups) { html, group in
            let link = PageLink("/dead", [("stage", group.stage.rawValue), ("reason", group.reason)])
            html.linkCell(link, group.reason)
            html.cell(group.stage.rawValue)
            html.number(group.count)
            html.element("td") { $0.moment(group.first, now: now) }
            html.element("td") { $0.moment(group.last, now: now) }
        }
    }

    /// Writes links to what may be done with letters.
    private static func write(
        _ rights: OperatorRights?, to html: inout HTML, count: Int, _ link: (LetterAct) -> PageLink
    ) {
        guard let rights, !rights.acts.isEmpty else { return }
        html.element("p") { html in
            for act in rights.acts {
                let what = count == 1 ? "this letter" : "these \(Format.count(count)) letters"
                html.element("a", .class("act"), .href(link(act)), text: "\(act.title) \(what) …")
                html.text(" ")
            }
        }
    }

    static func write(_ letters: [DeadLetter], _ now: Int, _ html: inout HTML) {
        let columns: [Column] = [
            .text("id"), .text("stage"), .text("file"), .number("batch"), .number("records"), .number("attempts"),
            .number("replays"), .text("died"), .text("reason"),
        ]
        html.table("Dead letters", columns, letters) { html, letter in
            html.linkCell(PageLink("/dead/", last: "\(letter.id)"), "\(letter.id)")
            html.cell(letter.stage.rawValue)
            html.foreignCell(letter.fileName ?? "–", limit: 120)
            html.number(letter.sequence)
            html.number(letter.records)
            html.number(letter.attempts)
            html.number(letter.replays)
            html.element("td") { $0.moment(letter.diedAt, now: now) }
            html.foreignCell(letter.reason, limit: 120)
        }
    }

    /// Why did this one die?
    package static func letter(_ letter: DeadLetter, now: Int, rights: OperatorRights? = nil) -> Page {
        let name = "\(letter.id)"
        let sentence =
            "It died in the stage \(letter.stage.rawValue)\(letter.replays > 0 ? ", and was replayed \(letter.replays) times before" : "")."
        return Page(.dead, title: "Dead letter \(name)", sentence: sentence, twin: "etl dead-letters show \(name)") {
            html in
            html.element("p", .class("caution")) { html in
                html.foreign(letter.reason)
                html.text(": ")
                html.foreign(letter.error, limit: 4096)
            }
            write(rights, to: &html, count: 1) {
                $0.link(LetterChoice(stage: nil, reason: nil, id: name))
            }
            html.facts([
                ("message", letter.messageID), ("kind", letter.kind ?? "–"), ("file", letter.uri ?? "–"),
                ("batch", letter.sequence.map(Format.count) ?? "–"), ("records", Format.count(letter.records)),
                ("deliveries", Format.count(letter.attempts)), ("replays", Format.count(letter.replays)),
            ])
            html.element("p") { html in
                html.text("Died ")
                html.moment(letter.diedAt, now: now)
            }
            if let source = letter.source {
                html.element("p") { html in
                    html.element("a", .href(PageLink("/sources/", last: "\(source)")), text: "Its source")
                }
            }
        }
    }
}
