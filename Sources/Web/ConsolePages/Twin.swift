import HTMLText

/// A command beside a page, and what is said of it.
struct Twin: Sendable, Hashable {
    let words: String
    let command: String

    private init(_ words: String, _ command: String) {
        self.words = words
        self.command = command
    }

    /// The command that shows or does the same.
    static func same(_ command: String) -> Twin { Twin("The same on the command line:", command) }

    /// A command that only looks, where none does the same.
    ///
    /// - Parameter words: what it shows instead.
    static func near(_ command: String, _ words: String) -> Twin { Twin(words, command) }

    func write(to html: inout HTML) {
        html.element("p", .class("twin")) { html in
            html.text("\(words) ")
            html.element("code") { $0.foreign(command, limit: 2000) }
        }
    }
}
