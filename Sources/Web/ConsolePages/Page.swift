import DisplayText
package import HTMLText
import Progress

/// A page of the console.
package struct Page: Sendable {
    /// A page in the navigation.
    package enum Place: String, Sendable, CaseIterable {
        case flow, sources, coverage, rejects, dead, submit, log

        package var link: PageLink {
            switch self {
            case .flow: PageLink("/")
            case .sources: PageLink("/sources")
            case .coverage: PageLink("/coverage")
            case .rejects: PageLink("/rejects")
            case .dead: PageLink("/dead")
            case .submit: PageLink("/submit")
            case .log: PageLink("/log")
            }
        }

        var title: String {
            switch self {
            case .flow: "Flow"
            case .sources: "Sources"
            case .coverage: "Coverage"
            case .rejects: "Rejects"
            case .dead: "Dead letters"
            case .submit: "Submit"
            case .log: "Log"
            }
        }
    }

    /// How the content of a page stays fresh.
    enum Freshness: Sendable {
        /// It stays as it was asked for.
        case still
        /// It is asked for again after each look: it costs little, and may have changed.
        case asked
        /// As before, but it has come to its end.
        case rested
        /// It stands in for one that is being made: the browser asks again a second later.
        case awaited
    }

    let place: Place
    let title: String
    /// What the page says first; nil for the verdict on everything.
    let sentence: String?
    /// The commands that show the same; none if there is nothing to show.
    let twins: [Twin]
    /// How its content stays fresh in a browser that runs the script.
    let freshness: Freshness
    let content: @Sendable (inout HTML) -> Void

    /// - Parameter twin: the command that shows the same.
    init(
        _ place: Place, title: String? = nil, sentence: String? = nil, twin: String, freshness: Freshness = .still,
        content: @escaping @Sendable (inout HTML) -> Void
    ) {
        self.init(
            place, title: title, sentence: sentence, twins: [.same(twin)], freshness: freshness, content: content)
    }

    init(
        _ place: Place, title: String? = nil, sentence: String? = nil, twins: [Twin], freshness: Freshness = .still,
        content: @escaping @Sendable (inout HTML) -> Void
    ) {
        self.place = place
        self.title = title ?? place.title
        self.sentence = sentence
        self.twins = twins
        self.freshness = freshness
        self.content = content
    }

    /// What is shown until a page is made for the first time.
    static func awaited(_ place: Place, sentence: String, twin: String) -> Page {
        Page(place, sentence: sentence, twin: twin, freshness: .awaited) {
            $0.element("p", text: "This page comes again by itself.")
        }
    }

    /// The same with its content written, for all who ask for it.
    package func written() -> (page: Page, bytes: Int) {
        var html = HTML()
        content(&html)
        let page = Page(
            place, title: title, sentence: sentence, twins: twins, freshness: freshness
        ) { [html] in $0.part(html) }
        return (page, html.bytes.count)
    }

    /// After how many seconds the browser asks again; nil if it need not.
    package var secondsToWait: Int? { freshness == .awaited ? 1 : nil }

    /// The document.
    ///
    /// - Parameters:
    ///   - snapshot: the last look; nil before the first.
    ///   - now: in seconds since 1970.
    ///   - viewer: who looks at it; nil if nobody has a name.
    ///   - graphQL: GraphQL's page, where it runs.
    ///   - commandOptions: the options with which commands find the same servers.
    package func document(
        _ snapshot: Snapshot?, now: Int, viewer: Viewer? = nil, graphQL: ForeignLink? = nil, commandOptions: String = ""
    ) -> HTML {
        let verdict = Verdict(snapshot)
        return HTML.document("\(title) - \(verdict.head)", isLive: true) { html in
            html.markup("<a class=\"skip\" href=\"#content\">To the content</a>")
            writeHeader(snapshot, viewer, graphQL, &html)
            html.element("main", .id("content")) { html in
                html.element("h1", text: title)
                verdict.write(to: &html)
                Self.writeAge(snapshot, now, &html)
                if let sentence { html.element("p", .class("sentence"), text: sentence) }
                switch freshness {
                case .still, .awaited: content(&html)
                case .asked: html.element("div", .id("fresh"), content: content)
                case .rested: html.element("div", .id("fresh"), .flag("data-rested"), content: content)
                }
                for twin in twins { twin.write(commandOptions, to: &html) }
            }
        }
    }

    private func writeHeader(
        _ snapshot: Snapshot?, _ viewer: Viewer?, _ graphQL: ForeignLink?, _ html: inout HTML
    ) {
        html.element("header") { html in
            html.element("span", .class("name"), text: "token-etl")
            html.element("nav", .named("aria-label", "Pages")) { html in
                html.element("ul") { html in
                    for other in Place.allCases {
                        html.element("li") { html in writeLink(other, snapshot, &html) }
                    }
                    if let graphQL {
                        html.element("li") {
                            $0.element("a", .href(graphQL), .named("rel", "noreferrer"), text: "GraphQL")
                        }
                    }
                }
            }
            viewer?.write(to: &html)
        }
    }

    private func writeLink(_ other: Place, _ snapshot: Snapshot?, _ html: inout HTML) {
        let count =
            switch other {
            case .rejects: snapshot?.rejected ?? 0
            case .dead: snapshot?.dead ?? 0
            default: 0
            }
        let write = { (html: inout HTML) in
            html.text(other.title)
            if count > 0 { html.element("b", text: " \(Format.count(count))") }
        }
        if other == place {
            html.element("a", .href(other.link), .named("aria-current", "page"), content: write)
        } else {
            html.element("a", .href(other.link), content: write)
        }
    }

    private static func writeAge(_ snapshot: Snapshot?, _ now: Int, _ html: inout HTML) {
        html.element("p", .class("age")) { html in
            guard let snapshot else { return html.text("No look at the servers has ended yet. Load the page again.") }
            let age = Format.age(max(0, now - snapshot.lookedAt))
            html.element("span", .id("age"), text: "Looked at \(Format.moment(snapshot.lookedAt)), \(age) ago.")
            html.text(" ")
            html.markup("<span id=\"live\"></span> <button id=\"pause\" type=\"button\" hidden>Pause</button>")
        }
    }
}

extension Verdict {
    /// Writes the sentence, and apart from it what a screen reader need not say again.
    func write(to html: inout HTML) {
        writeSentence(to: &html)
        html.element("div", .id("more")) { html in
            for detail in details { html.element("p") { $0.foreign(detail, limit: 2000) } }
        }
    }

    private func writeSentence(to html: inout HTML) {
        switch state {
        case .well: write("verdict well", to: &html)
        case .working: write("verdict working", to: &html)
        case .bad: write("verdict bad", to: &html)
        case .unknown: write("verdict unknown", to: &html)
        }
    }

    private func write(_ style: StaticString, to html: inout HTML) {
        html.element("p", .class(style), .named("role", "status")) { html in
            html.element("strong", text: "\(head):")
            html.text(" ")
            html.foreign(rest, limit: 2000)
            if let link {
                html.text(" ")
                html.element("a", .href(link), text: "See why")
            }
        }
    }
}
