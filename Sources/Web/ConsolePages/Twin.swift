import DisplayText
import HTMLText

/// Commands beside a page, and what is said of them.
struct Twin: Sendable, Hashable {
    /// The most bytes of commands that a page shows.
    private static let mostBytes = 2000

    private static let same = "The same on the command line:"

    private let words: String
    private let commands: [String]
    private let asksServers: Bool

    private init(_ words: String, _ commands: [String], asksServers: Bool = true) {
        self.words = words
        self.commands = commands
        self.asksServers = asksServers
    }

    /// Commands that show or do the same, each only after the one before has ended well.
    static func same(_ commands: String...) -> Twin { Twin(same, commands) }

    /// A command that shows the same, and asks no server.
    static func offline(_ command: String) -> Twin { Twin(same, [command], asksServers: false) }

    /// A command that only looks, where none does the same.
    ///
    /// - Parameter words: what it shows instead.
    static func near(_ command: String, _ words: String) -> Twin { Twin(words, [command]) }

    /// The line to type.
    ///
    /// - Parameter options: those with which a command finds the servers of the console.
    func line(_ options: String) -> String {
        commands.map { asksServers && !options.isEmpty ? "\($0) \(options)" : $0 }.joined(separator: " && ")
    }

    /// Writes it with a button for the script, which copies the line. Nothing is copied that is not shown as it is.
    func write(_ options: String, to html: inout HTML) {
        let command = line(options)
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
