package import Ledger
package import Postgres
package import ServerAccess

/// An action with the results of its subjects.
package struct ActionReport: Sendable, Encodable {
    package let action: LoggedAction
    /// In the order in which they came.
    package let results: [ActionResult]
}

extension LoggedAction {
    /// How it ended: `done: 8 dead letters`.
    package var ending: String {
        outcome.map { "\($0): \(detail ?? "")" } ?? "under way, or interrupted"
    }
}

/// Requests to the log of actions.
package enum ActionRequest {
    /// The newest actions, the newest first.
    package static func list(limit: Int, in servers: ServerRequest) async throws -> [LoggedAction] {
        try await Servers.withDatabase(servers) { connection in
            try await Migrator.requireMigrated(on: connection)
            return try await ActionTable.actions(limit: limit, on: connection)
        }
    }

    /// An action and its results; nil if the log has none with this number.
    package static func show(_ number: Int64, in servers: ServerRequest) async throws -> ActionReport? {
        try await Servers.withDatabase(servers) { connection in
            try await Migrator.requireMigrated(on: connection)
            return try await report(number, limit: ActionTable.mostSubjects, on: connection)
        }
    }

    /// The same on a connection to a migrated database.
    ///
    /// - Parameter limit: the most results.
    package static func report(
        _ number: Int64, limit: Int, on connection: PostgresConnection
    ) async throws -> ActionReport? {
        guard let action = try await ActionTable.action(number, on: connection) else { return nil }
        return ActionReport(
            action: action, results: try await ActionTable.results(of: number, limit: limit, on: connection))
    }

    /// An action and some of its results, on a connection to a migrated database; nil if the log has none with this number.
    ///
    /// - Parameters:
    ///   - place: only results behind it; nil for the first.
    ///   - limit: the most results.
    package static func page(
        _ number: Int64, _ filter: ResultFilter, _ dead: DeadNow, after place: ResultPlace?, limit: Int,
        on connection: PostgresConnection
    ) async throws -> ActionPage? {
        // Before the action is read: one that ends in between has its end then.
        let isHeld = try await ActionTable.isHeld(number, on: connection)
        guard let action = try await ActionTable.action(number, on: connection) else { return nil }
        let (results, next) = try await ActionTable.results(
            of: number, filter, dead, after: place, limit: limit, on: connection)
        return ActionPage(
            action: action, isHeld: isHeld, tally: try await ActionTable.tally(of: number, dead, on: connection),
            filter: filter, results: results, next: next)
    }
}

/// An action with a part of its results.
package struct ActionPage: Sendable {
    package let action: LoggedAction
    /// Whether it goes on. One that neither goes on nor has ended was broken off.
    package let isUnderWay: Bool
    /// The numbers of all results.
    package let tally: ActionTally
    package let filter: ResultFilter
    /// In the order in which they came.
    package let results: [ActionResult]
    /// The place of the last of them; nil if no other follows.
    package let next: ResultPlace?

    /// - Parameter isHeld: whether the session that has entered it goes on.
    package init(
        action: LoggedAction, isHeld: Bool, tally: ActionTally, filter: ResultFilter, results: [ActionResult],
        next: ResultPlace?
    ) {
        self.action = action
        isUnderWay = isHeld && action.endedAt == nil
        self.tally = tally
        self.filter = filter
        self.results = results
        self.next = next
    }
}
