import DeadLetters
import DisplayText
import HTMLText

extension LetterView {
    /// The most headers that a page shows: thousands fit into a message.
    private static let mostHeaders = 300

    /// Writes the headers, and the body as far as it could be read.
    func write(to html: inout HTML) {
        html.element("h2", text: "Headers")
        writeHeaders(to: &html)
        html.element("h2", text: "Body")
        if let body {
            body.write(to: &html)
        } else {
            html.nothing("Not read: it exceeds the largest message that a stage accepts.")
        }
    }

    private func writeHeaders(to html: inout HTML) {
        let all = headers.sorted { $0.key < $1.key }
        guard !all.isEmpty else { return html.nothing("It has none.") }
        html.table(
            "Headers of the message", [.text("header"), .text("value")], Array(all.prefix(Self.mostHeaders))
        ) { html, header in
            html.element("th", .named("scope", "row")) { $0.foreign(header.key) }
            html.foreignCell(header.value.text, limit: Page.mostValueBytes)
        }
        if all.count > Self.mostHeaders {
            html.element("p", text: "And \(Format.count(all.count - Self.mostHeaders)) more.")
        }
    }
}
