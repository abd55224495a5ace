import Bus
package import DeadLetters
import DisplayText
import HTMLText

extension Page {
    /// The most records of a letter that its page shows, and the most of its rejects.
    package static let mostLetterRecords = 20
    /// The most bytes of a value of a letter: any publisher may have written it.
    static let mostValueBytes = 1000

    /// Why did this one die?
    ///
    /// - Parameter whole: its headers and its body, once they were asked for: a look keeps neither.
    package static func letter(
        _ letter: DeadLetter, whole: LetterView? = nil, now: Int, rights: OperatorRights? = nil
    ) -> Page {
        let name = "\(letter.id)"
        let times = letter.replays == 1 ? "once" : "\(Format.count(letter.replays)) times"
        let replayed = letter.replays > 0 ? ", and was replayed \(times) before" : ""
        let sentence = "It died in the stage \(letter.stage.rawValue)\(replayed)."
        return Page(.dead, title: "Dead letter \(name)", sentence: sentence, twin: "etl dead-letters show \(name)") {
            html in
            html.element("p", .class("caution")) { html in
                html.foreign(letter.reason)
                html.text(": ")
                html.foreign(letter.error, limit: 4096)
            }
            write(rights, to: &html, count: 1) {
                $0.link(LetterChoice(ids: [name]))
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
            if let whole { return whole.write(to: &html) }
            html.element("p") { html in
                html.element(
                    "a", .href(PageLink("/dead/", last: name, [("whole", "1")])), text: "Show its headers and records")
            }
        }
    }
}
