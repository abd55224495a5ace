package import DeadLetters
import DisplayText
import HTMLText

extension LetterAct {
    /// The most ids of a twin, so that it is never cut.
    private static let mostOnALine = 50

    /// What does the same to these letters, and to no others; nil for none.
    fileprivate func twin(_ letters: [DeadLetter], of choice: LetterChoice) -> Twin? {
        guard !letters.isEmpty else { return nil }
        guard letters.count <= Self.mostOnALine else {
            return .near(
                "etl dead-letters list\(choice.options)",
                "These are too many ids for a command line. This lists the letters among which they are:")
        }
        let ids = letters.map { "\($0.id)" }.joined(separator: " ")
        switch self {
        case .replay: return .same("etl \(verb) \(ids)")
        // As in the console, nothing is discarded that could not be kept.
        case .discard: return .same("etl dead-letters export letters \(ids)", "etl \(verb) \(ids) --yes")
        }
    }

    /// A link to a preview that was made before.
    fileprivate func link(again name: String) -> PageLink {
        switch self {
        case .replay: PageLink("/dead/replay", [("preview", name)])
        case .discard: PageLink("/dead/discard", [("preview", name)])
        }
    }
}

extension Page {
    /// The most files that a preview names.
    private static let mostPreviewFiles = 20

    /// What will be touched? Nothing has moved yet.
    ///
    /// - Parameters:
    ///   - letters: those that the form is for.
    ///   - choice: what they were found by.
    ///   - gone: the number of those that are not there any more.
    ///   - others: the number of letters of the same choice that the form is not for.
    ///   - snapshot: tells which sources the letters keep incomplete.
    ///   - form: the secret of the form.
    ///   - name: by which the same preview is shown again; nil if it cannot be.
    package static func preview(
        _ act: LetterAct, _ letters: [DeadLetter], of choice: LetterChoice = LetterChoice(), gone: Int = 0,
        others: Int = 0, in snapshot: Snapshot? = nil, form: String, again name: String? = nil, now: Int
    ) -> Page {
        let files = FileShare.shares(of: letters)
        let count = Format.count(letters.count, "letter", "letters")
        let incomplete = act == .discard ? snapshot?.incompleteSources(of: letters) ?? 0 : 0
        return Page(
            .dead, title: "\(act.title) dead letters",
            sentence: previewSentence(letters, files.count, choice, gone: gone),
            twins: [act.twin(letters, of: choice)].compactMap(\.self)
        ) { html in
            guard !letters.isEmpty else {
                return html.nothing(
                    "No dead letter is chosen, or none is left of them: somebody may have acted on them.", at: now)
            }
            html.element("p", text: act.consequence)
            if let snapshot {
                let moment = Format.moment(snapshot.lettersReadAt)
                html.element(
                    "p", .class("age"),
                    text: "The letters were read \(moment). The action tells which of them are gone by then.")
            }
            html.incompleteSources(incomplete)
            // Ticked letters are these alone, so none can come.
            if let name, choice.ids == nil { writeOthers(others, act, choice, again: name, &html) }
            html.form(
                act.preview, form, button: "\(act.title) \(letters.count == 1 ? "this letter" : "these \(count)")",
                cancel: PageLink("/dead"))
            write(files, &html)
            write(Array(letters.prefix(mostLetters)), now, &html)
            if letters.count > mostLetters {
                html.element("p", text: "And \(Format.count(letters.count - mostLetters)) more.")
            }
        }
    }

    private static func previewSentence(
        _ letters: [DeadLetter], _ files: Int, _ choice: LetterChoice, gone: Int
    ) -> String {
        let count = Format.count(letters.count, "letter", "letters")
        let records = letters.reduce(0) { $0 + $1.records }
        let replayed = letters.count { $0.replays > 0 }
        let which = choice.ids == nil ? "these" : "the ticked"
        return "Preview, nothing has moved: \(count), \(Format.count(records, "record", "records")), "
            + "\(Format.count(files, "file", "files")), replayed before: \(Format.count(replayed))."
            + (gone > 0
                ? " \(Format.count(gone)) of \(which) letters \(gone == 1 ? "is" : "are") not there any more." : "")
    }

    /// Writes what has come since. The script asks for this part again by the name of the preview: by its choice, it would be another one.
    private static func writeOthers(
        _ others: Int, _ act: LetterAct, _ choice: LetterChoice, again name: String, _ html: inout HTML
    ) {
        html.element("div", .id("fresh"), .named("data-from", act.link(again: name).text)) { html in
            guard others > 0 else { return html.element("p", text: "No other letter matches by now.") }
            html.element("p", .class("caution")) { html in
                let words = others == 1 ? "1 more letter matches" : "\(Format.count(others)) more letters match"
                html.text("\(words) by now: not meant by this preview. ")
                html.element("a", .href(act.link(choice)), text: "Look again")
            }
        }
    }

    private static func write(_ files: [FileShare], _ html: inout HTML) {
        let columns: [Column] = [.text("file"), .number("letters"), .number("records")]
        html.table("Files", columns, Array(files.prefix(mostPreviewFiles))) { html, file in
            html.foreignCell(file.uri ?? "not known")
            html.number(file.letters)
            html.number(file.records)
        }
        if files.count > mostPreviewFiles {
            html.element("p", text: "And \(Format.count(files.count - mostPreviewFiles)) more files.")
        }
    }
}

/// The letters of a file.
private struct FileShare: Sendable {
    /// Nil if the letters do not tell.
    let uri: String?
    var letters = 0
    var records = 0

    /// The files of letters, those with the most letters first.
    static func shares(of letters: [DeadLetter]) -> [FileShare] {
        var places: [String?: Int] = [:]
        var shares: [FileShare] = []
        for letter in letters {
            let place = places[letter.uri] ?? shares.count
            if place == shares.count {
                places[letter.uri] = place
                shares.append(FileShare(uri: letter.uri))
            }
            shares[place].letters += 1
            shares[place].records += letter.records
        }
        return shares.sorted { $0.letters > $1.letters }
    }
}
