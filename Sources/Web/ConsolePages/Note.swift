package import HTMLText

/// A page in place of another: why that cannot be shown.
package enum Note {
    /// - Parameters:
    ///   - title: two or three words.
    ///   - words: the reason, and what to do.
    ///   - form: the page with the form that was sent; nil if there is none to go back to.
    package static func document(_ title: String, _ words: String, form: PageLink? = nil) -> HTML {
        HTML.document(title) { html in
            html.element("main") { html in
                html.element("h1", text: title)
                html.element("p", .class("caution")) { $0.foreign(words, limit: 4096) }
                if let form {
                    html.element("p") { $0.element("a", .href(form), text: "Back to the form") }
                }
                html.element("p") { $0.element("a", .href(PageLink("/")), text: "To the first page") }
            }
        }
    }
}
