import DisplayText
import HTMLText

/// A command beside a page, and what is said of it.
struct Twin: Sendable, Hashable {
    /// The most bytes of a command that a page shows.
    private static let mostBytes = 2000

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

    /// Writes it with a button for the script, which copies the command. Nothing is copied that is not shown as it is.
    func write(to html: inout HTML) {
        let isShownAsItIs = command.utf8.count <= Self.mostBytes && command.printable == command
        html.element("p", .class("twin")) { html in
            html.text("\(words) ")
            html.element("code") { $0.foreign(command, limit: Self.mostBytes) }
            html.text(" ")
            html.element(
                "button", .named("type", "button"), .named("data-command", isShownAsItIs ? command : ""),
                .flag("hidden"), text: "Copy")
            html.text(" ")
            html.element("span", .named("aria-live", "polite"), text: "")
        }
    }
}
