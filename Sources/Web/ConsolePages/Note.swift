package import HTMLText

/// A page in place of another: why that cannot be shown.
package enum Note {
    /// - Parameters:
    ///   - title: two or three words.
    ///   - words: the reason, and what to do.
    package static func document(_ title: String, _ words: String) -> HTML {
        HTML.document(title) { html in
            html.element("main") { html in
                html.element("h1", text: title)
                html.element("p", .class("caution")) { $0.foreign(words, limit: 4096) }
                html.element("p") { $0.element("a", .href(PageLink("/")), text: "To the first page") }
            }
        }
    }
}
