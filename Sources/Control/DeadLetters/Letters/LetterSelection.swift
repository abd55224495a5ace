package import Bus
import RabbitMQ

/// Which dead letters an operation is about. What is given must be true of a letter all together.
package struct LetterSelection: Sendable {
    /// Only letters with these ids; no ids stand for all letters.
    package var ids: [LetterPrefix]
    package var filter: LetterFilter

    package init(ids: [LetterPrefix] = [], filter: LetterFilter = LetterFilter()) {
        self.ids = ids
        self.filter = filter
    }

    /// Finds the ids, and returns the condition that a selected letter meets.
    ///
    /// - Throws: ``LetterError`` when an id is of no letter, or of several.
    func resolve(on browser: isolated RabbitMQBrowser) async throws -> @Sendable (DeadLetter) -> Bool {
        let filter = filter
        guard !ids.isEmpty else { return { filter.accepts($0) } }
        let ids = try await DeadLetterQueues.ids(ids, on: browser)
        return { ids.contains($0.id) && filter.accepts($0) }
    }
}

/// Dead letters of a stage, or with a reason.
package struct LetterFilter: Sendable {
    /// Those that died in this stage.
    package var stage: Stage?
    /// Those with this reason, or with one that begins with these words.
    package var reason: String?

    package init(stage: Stage? = nil, reason: String? = nil) {
        self.stage = stage
        self.reason = reason
    }

    package var isGiven: Bool { stage != nil || reason != nil }

    func accepts(_ letter: DeadLetter) -> Bool {
        guard stage == nil || stage == letter.stage else { return false }
        guard let reason else { return true }
        return letter.reason == reason || letter.reason.hasPrefix(reason + " ")
    }
}
