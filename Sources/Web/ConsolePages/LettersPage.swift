import Bus
import DeadLetters
import DisplayText
import HTMLText
import Progress

extension Page {
    /// The most letters on a page.
    static let mostLetters = 200

    /// Is it one cause, or are they many?
    ///
    /// - Parameters:
    ///   - page: counts from 1.
    ///   - areTicked: whether the letters of the page are ticked from the beginning.
    ///   - rights: what may be done with them.
    package static func letters(
        _ snapshot: Snapshot?, _ choice: LetterChoice, page: Int, areTicked: Bool = false, now: Int,
        rights: OperatorRights? = nil
    ) -> Page {
        let census = snapshot?.letters ?? LetterCensus()
        let (letters, groups) = (choice.letters(of: census), choice.groups(of: census))
        let sentence =
            "\(Format.count(letters.count, "dead letter", "dead letters")), \(Format.count(groups.count, "cause", "causes")), "
            + "\(Format.count(letters.reduce(0) { $0 + $1.records }, "record", "records"))."
        return Page(.dead, sentence: sentence, twins: [choice.listing(of: census)], freshness: .asked) { html in
            if let snapshot, snapshot.status.stages.isEmpty {
                return html.nothing("Not known: no queue could be looked at.", snapshot)
            }
            if let snapshot { writeReading(snapshot, choice, now, &html) }
            guard !letters.isEmpty else {
                let what = choice == LetterChoice() ? "No dead letters." : "No dead letter matches."
                return html.nothing(what, snapshot)
            }
            write(groups, now, &html)
            write(rights, to: &html, count: letters.count) { $0.link(choice) }
            html.element("h2", text: "Letters")
            let shown = Array(letters.dropFirst((max(1, page) - 1) * mostLetters).prefix(mostLetters))
            guard !shown.isEmpty else {
                return html.noSuchPage(of: letters.count, size: mostLetters, PageLink("/dead", choice.parameters))
            }
            if let rights, !rights.acts.isEmpty {
                let here = choice.parameters + [("page", page > 1 ? "\(page)" : nil)]
                writeTicks(shown, areTicked: areTicked, here, rights, now, &html)
            } else {
                write(shown, now, &html)
            }
            if census.omitted > 0 {
                html.element(
                    "p", text: "\(Format.count(census.omitted)) more are not shown; the command line filters them.")
            }
            html.pages(of: letters.count, size: mostLetters, page: page) {
                PageLink("/dead", choice.parameters + [("page", "\($0)")])
            }
        }
    }

    /// Says when the letters were read, and offers to have that done again.
    private static func writeReading(_ snapshot: Snapshot, _ choice: LetterChoice, _ now: Int, _ html: inout HTML) {
        html.element("p", .class("age")) { html in
            html.text("Read at \(Format.moment(snapshot.lettersReadAt)). ")
            html.element("a", .href(PageLink("/dead/again", choice.parameters)), text: "Read the letters again")
        }
    }

    private static func write(_ groups: [LetterCensus.Group], _ now: Int, _ html: inout HTML) {
        let columns: [Column] = [.text("reason"), .text("stage"), .number("letters"), .text("first"), .text("last")]
        html.table("Dead letters by stage and reason", columns, groups) { html, group in
            html.reasonCell(PageLink("/dead", group.choice.parameters), group.reason)
            html.cell(group.stage.rawValue)
            html.number(group.count)
            html.element("td") { $0.moment(group.first, now: now) }
            html.element("td") { $0.moment(group.last, now: now) }
        }
    }

    /// Writes letters with a tick each, and what may be done with the ticked ones.
    private static func writeTicks(
        _ letters: [DeadLetter], areTicked: Bool, _ here: [(StaticString, String?)], _ rights: OperatorRights,
        _ now: Int, _ html: inout HTML
    ) {
        html.element("form", .named("method", "get"), .named("action", rights.acts[0].preview)) { html in
            html.empty("input", .named("type", "hidden"), .named("name", "ticked"), .named("value", "1"))
            html.element("p") { html in
                for act in rights.acts {
                    html.element(
                        "button", .named("type", "submit"), .named("formaction", act.preview),
                        text: "\(act.title) the ticked letters …")
                    html.text(" ")
                }
                let other = areTicked ? nil : "page"
                html.element(
                    "a", .href(PageLink("/dead", here + [("tick", other)])),
                    text: areTicked ? "Tick none" : "Tick all of this page")
            }
            write(letters, areTicked: areTicked, now, &html)
        }
    }

    /// Writes links to what may be done with letters.
    static func write(
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

    /// - Parameter areTicked: whether each has a tick, and that is set; nil for none.
    static func write(_ letters: [DeadLetter], areTicked: Bool? = nil, _ now: Int, _ html: inout HTML) {
        let columns: [Column] = [
            .text("id"), .text("stage"), .text("file"), .number("batch"), .number("records"), .number("attempts"),
            .number("replays"), .text("died"), .text("reason"),
        ]
        html.table("Dead letters", (areTicked == nil ? [] : [.text("tick")]) + columns, letters) { html, letter in
            if let areTicked { html.element("td") { $0.tick("\(letter.id)", areTicked) } }
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
}
