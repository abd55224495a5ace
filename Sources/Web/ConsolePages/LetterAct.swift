package import DeadLetters
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
