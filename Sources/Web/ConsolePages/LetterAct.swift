package import DeadLetters
import DisplayText
import HTMLText

/// What an operator may do with dead letters.
package enum LetterAct: String, Sendable, CaseIterable {
    case replay, discard

    var title: String { self == .replay ? "Replay" : "Discard" }

    /// The path of its preview, which takes the form as well.
    package var preview: String { self == .replay ? "/dead/replay" : "/dead/discard" }

    /// The words of the command line that do it.
    package var verb: String { "dead-letters \(rawValue)" }

    /// The first letters, as arguments of a command.
    package static func words(for ids: [LetterID]) -> String {
        ids.prefix(20).map(\.description).joined(separator: " ") + (ids.count > 20 ? " …" : "")
    }

    var consequence: String {
        switch self {
        case .replay:
            "Each moves back to the work queue of its stage. A batch that is loaded already is not loaded twice."
        case .discard:
            "Each is first written to the directory of exports, from where `etl dead-letters import` brings it back. Its records are not loaded."
        }
    }
}

/// What an operator may do; nil in a console that only shows.
package struct OperatorRights: Sendable, Hashable {
    /// The acts that are offered.
    package let acts: [LetterAct]

    package init(acts: [LetterAct]) {
        self.acts = acts
    }
}

extension LetterAct {
    /// A link to the preview of the act on letters.
    func link(_ choice: LetterChoice) -> PageLink {
        switch self {
        case .replay: PageLink("/dead/replay", choice.parameters)
        case .discard: PageLink("/dead/discard", choice.parameters)
        }
    }
}

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
        case .discard: return .same("etl dead-letters export letters \(ids) && etl \(verb) \(ids) --yes")
        }
    }
}

extension Page {
    /// What will be touched? Nothing has moved yet.
    ///
    /// - Parameters:
    ///   - letters: those that the form is for.
    ///   - choice: what they were found by.
    ///   - gone: the number of ticked letters that are not there any more.
    ///   - form: the secret of the form.
    package static func preview(
        _ act: LetterAct, _ letters: [DeadLetter], of choice: LetterChoice = LetterChoice(), gone: Int = 0,
        form: String, now: Int
    ) -> Page {
        let files = Set(letters.compactMap(\.uri)).count
        let records = letters.reduce(0) { $0 + $1.records }
        let replayed = letters.count { $0.replays > 0 }
        let count = Format.count(letters.count, "letter", "letters")
        let sentence =
            "Preview, nothing has moved: \(count), \(Format.count(records, "record", "records")), "
            + "\(Format.count(files, "file", "files")), replayed before: \(Format.count(replayed))."
            + (gone > 0 ? " \(Format.count(gone)) of the ticked letters are not there any more." : "")
        return Page(
            .dead, title: "\(act.title) dead letters", sentence: sentence, twin: act.twin(letters, of: choice)
        ) { html in
            guard !letters.isEmpty else {
                return html.nothing(
                    "No dead letter is chosen, or none is left of them: somebody may have acted on them.", at: now)
            }
            html.element("p", text: act.consequence)
            html.form(
                act.preview, form, button: "\(act.title) \(letters.count == 1 ? "this letter" : "these \(count)")",
                cancel: PageLink("/dead"))
            write(Array(letters.prefix(mostLetters)), now, &html)
            if letters.count > mostLetters {
                html.element("p", text: "And \(Format.count(letters.count - mostLetters)) more.")
            }
        }
    }
}
