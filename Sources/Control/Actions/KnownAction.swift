package import Ledger

/// An action of the log, and whether it goes on.
package struct KnownAction: Sendable, Hashable {
    package let action: LoggedAction
    /// Whether it goes on. One that neither goes on nor has ended was broken off.
    package let isUnderWay: Bool

    /// - Parameter isHeld: whether the session that has entered it goes on.
    package init(_ action: LoggedAction, isHeld: Bool) {
        self.action = action
        isUnderWay = isHeld && action.endedAt == nil
    }

    package var isBrokenOff: Bool { !isUnderWay && action.endedAt == nil }

    /// How it ended, or that it has not: `done: 8 dead letters`.
    package var ending: String {
        if let outcome = action.outcome { return "\(outcome): \(action.detail ?? "")" }
        return isUnderWay ? "under way" : "broken off: the process that acted is gone, or has lost the database"
    }
}

/// Scripts get what the log has, and as `ending` one of `done`, `partly`, `failed`, `under way` and `broken off`.
extension KnownAction: Encodable {
    private enum CodingKeys: String, CodingKey { case ending }

    package func encode(to encoder: any Encoder) throws {
        try action.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(action.outcome ?? (isUnderWay ? "under way" : "broken off"), forKey: .ending)
    }
}
