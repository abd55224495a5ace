package import Bus
import RabbitMQ

/// Selects dead letters. A letter must meet all given conditions.
package struct LetterSelection: Sendable {
    /// The ids of the letters; empty for all.
    package var ids: [LetterPrefix]
    package var filter: LetterFilter
    /// Exactly these, and no more copies of them, whatever has come since; nil for any.
    private(set) var exact: LetterCopies<LetterID>?

    package init(ids: [LetterPrefix] = [], filter: LetterFilter = LetterFilter()) {
        self.ids = ids
        self.filter = filter
    }

    /// Letters that somebody has looked at, identical ones once for each. One that is gone meanwhile is no error.
    package init(exactly ids: [LetterID]) {
        self.init()
        exact = LetterCopies(ids)
    }

    /// Resolves the ids, and returns the condition that a selected letter meets. Of ``exact``, it does not count the copies.
    ///
    /// - Throws: ``LetterError`` when a prefix matches no letter, or several.
    func resolve(on browser: isolated RabbitMQBrowser) async throws -> @Sendable (DeadLetter) -> Bool {
        if let exact { return { exact.contains($0.id) } }
        let filter = filter
        guard !ids.isEmpty else { return { filter.accepts($0) } }
        let ids = try await DeadLetterQueues.ids(ids, on: browser)
        return { ids.contains($0.id) && filter.accepts($0) }
    }
}

/// Filters dead letters by stage and reason.
package struct LetterFilter: Sendable {
    /// The stage in which they died.
    package var stage: Stage?
    /// The reason, or its first words.
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
